package dev.llmrouter.catalog;

/** What becomes of parameters of a request that can't be carried to a target. */
public enum Unsupported {
    /** They are left out, and the answer names them. */
    DROP,
    /** The target is not asked; another may be able to. */
    REFUSE
}
