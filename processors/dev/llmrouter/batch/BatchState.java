package dev.llmrouter.batch;

/** What a batch is doing. */
public enum BatchState {
    /** Lines are asked. */
    RUNNING,
    /** Every line has its result, and the results are where they belong. */
    COMPLETED,
    /** It was to end before its time, and goes on where it was when its file is taken again. */
    STOPPED,
    /** It was called off; the results so far are where they belong. */
    CANCELLED,
    /** Its time was over; of lines that had no result by then the result is an error. */
    EXPIRED,
    /** It could not be read or written. */
    FAILED
}
