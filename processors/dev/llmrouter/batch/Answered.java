package dev.llmrouter.batch;

import dev.llmrouter.llm.LlmReply;
import org.jspecify.annotations.Nullable;

/**
 * What became of a request, for good.
 */
final class Answered {

    private final @Nullable String customId;
    private final String requestId;
    private final int status;
    private final byte[] body;
    private final @Nullable LlmReply reply;
    private final Spent spent;
    private final @Nullable String heldBecause;

    /**
     * Takes all of it.
     *
     * @param customId what its caller calls it; null where it gave it no name
     * @param requestId under which the router knows it
     * @param status the HTTP status; 0 where it could not even be read
     * @param body JSON, the reply in the dialect of the request, or the error
     * @param reply null for an error
     * @param spent what was paid for it, also where it failed
     */
    Answered(
            @Nullable String customId,
            String requestId,
            int status,
            byte[] body,
            @Nullable LlmReply reply,
            Spent spent) {
        this(customId, requestId, status, body, reply, spent, null);
    }

    private Answered(
            @Nullable String customId,
            String requestId,
            int status,
            byte[] body,
            @Nullable LlmReply reply,
            Spent spent,
            @Nullable String heldBecause) {
        this.customId = customId;
        this.requestId = requestId;
        this.status = status;
        this.body = body;
        this.reply = reply;
        this.spent = spent;
        this.heldBecause = heldBecause;
    }

    /** {@return the same, of a call that a person has to decide on; null for any other} */
    Answered heldBecause(@Nullable String reason) {
        return new Answered(customId, requestId, status, body, reply, spent, reason);
    }

    /** {@return why a person has to decide on it; null where nobody has} */
    @Nullable
    String heldBecause() {
        return heldBecause;
    }

    @Nullable
    String customId() {
        return customId;
    }

    String requestId() {
        return requestId;
    }

    int status() {
        return status;
    }

    byte[] body() {
        return body;
    }

    @Nullable
    LlmReply reply() {
        return reply;
    }

    Spent spent() {
        return spent;
    }

    boolean isReply() {
        return reply != null;
    }
}
