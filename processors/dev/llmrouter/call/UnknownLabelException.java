package dev.llmrouter.call;

import java.util.Collection;

/** A label that means nothing here, so nobody knows what it demands: 400. */
public final class UnknownLabelException extends RouterException {

    private static final long serialVersionUID = 1L;

    /** The label, or what stands in the place of one, and those that there are. */
    public UnknownLabelException(String label, Collection<String> known) {
        super(
                "The label '" + shortened(label) + "' is not known, so nothing may be done with its data. "
                        + (known.isEmpty()
                                ? "No labels are configured."
                                : "Known are " + String.join(", ", known) + "."),
                "unknown_label");
    }

    @Override
    public int status() {
        return 400;
    }
}
