package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** One item of a response's output while it grows. Not thread-safe. */
sealed interface OutputItem permits MessageItem, ReasoningItem, CallItem {

    /** How an item is that nothing is added to any more. */
    String COMPLETED = "completed";

    /** How an item is that was cut off. */
    String INCOMPLETE = "incomplete";

    /** How an item is that still grows. */
    String IN_PROGRESS = "in_progress";

    /** Says all that is left to say of it; only the first time. */
    void close(String status);

    /** {@return the item as it is now} */
    ObjectNode json();
}
