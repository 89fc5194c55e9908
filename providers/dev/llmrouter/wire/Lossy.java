package dev.llmrouter.wire;

/** Knows of pieces of a stream that could not be read. */
public interface Lossy {

    /** {@return how many were left out of a stream that has ended} */
    int leftOut();
}
