package dev.llmrouter.experiment;

/** How a call ended, for its arm. */
enum Outcome {
    /** One of the arm's own targets answered. */
    OK,
    /** Nobody did, or the reply broke off. */
    ERROR,
    /** Another arm had to step in; as bad as an error, though the caller did not see one. */
    FELL_BACK,
    /** The caller left; held against nobody. */
    CANCELLED;

    /** {@return the label in metrics} */
    String word() {
        return this == FELL_BACK ? "fell_back" : name().toLowerCase(java.util.Locale.ROOT);
    }
}
