package dev.llmrouter.call;

import java.util.List;

/** Nobody has configured a model of that name: 404. */
public final class UnknownModelException extends RouterException {

    private static final long serialVersionUID = 1L;
    private static final int LONGEST_NAME = 100;

    /** The name that was asked for, and those that it may have meant. */
    public UnknownModelException(String name, List<String> near) {
        super(
                "The model '" + shortened(name) + "' does not exist. "
                        + (near.isEmpty() ? "" : "Did you mean " + String.join(" or ", near) + "? ")
                        + "GET /v1/models lists all.",
                "model_not_found");
    }

    private static String shortened(String name) {
        return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name;
    }

    @Override
    public int status() {
        return 404;
    }
}
