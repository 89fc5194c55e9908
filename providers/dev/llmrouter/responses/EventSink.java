package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Where a growing response tells what happens to it. */
@FunctionalInterface
interface EventSink {

    /** Takes one event, whose fields are not changed any more. */
    void send(String type, ObjectNode fields);
}
