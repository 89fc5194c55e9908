package dev.llmrouter.fault;

import io.vertx.core.buffer.Buffer;

/** Finds where server-sent events end, each with an empty line, in pieces as they come. */
final class EventEnds {

    private boolean isEmptyLine = true;

    /** {@return the index behind the first event that ends in a piece from there on; -1 where none does} */
    int next(Buffer piece, int from) {
        for (int i = from; i < piece.length(); i++) {
            byte at = piece.getByte(i);
            if (at == '\n' && isEmptyLine) {
                return i + 1;
            }
            isEmptyLine = at == '\n' || (at == '\r' && isEmptyLine);
        }
        return -1;
    }
}
