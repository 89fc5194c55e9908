package dev.llmrouter.call;

import java.util.Map;
import java.util.stream.Collectors;

/** Each target of a model lacks something that must hold, so nobody is asked. */
public final class NoTargetException extends RouterException {

    private static final long serialVersionUID = 1L;
    private static final int MOST_NAMED = 5;

    private final int status;

    /**
     * Says what is missing.
     *
     * @param model the name that was asked for
     * @param lacks by the name of a target what it lacks, in words to follow the name
     */
    public NoTargetException(String model, Map<String, String> lacks, int status, String code) {
        super(message(model, lacks), code);
        this.status = status;
    }

    private static String message(String model, Map<String, String> lacks) {
        int more = lacks.size() - MOST_NAMED;
        return "No target of '" + shortened(model) + "' may answer this: "
                + lacks.entrySet().stream()
                        .limit(MOST_NAMED)
                        .map(lack -> lack.getKey() + " " + lack.getValue())
                        .collect(Collectors.joining("; "))
                + (more > 0 ? "; and " + more + " more" : "") + ".";
    }

    @Override
    public int status() {
        return status;
    }
}
