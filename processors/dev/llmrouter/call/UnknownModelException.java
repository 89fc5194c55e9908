package dev.llmrouter.call;

import java.util.List;

/** Nobody has configured a model of that name: 404. */
public final class UnknownModelException extends RouterException {

    private static final long serialVersionUID = 1L;

    /** The name that was asked for, and those that it may have meant. */
    public UnknownModelException(String name, List<String> near) {
        super(
                "The model '" + shortened(name) + "' does not exist. "
                        + (near.isEmpty() ? "" : "Did you mean " + String.join(" or ", near) + "? ")
                        + "GET /v1/models lists all.",
                "model_not_found");
    }

    @Override
    public int status() {
        return 404;
    }
}
