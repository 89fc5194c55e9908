package dev.llmrouter.jms;

import dev.llmrouter.call.NoReplyException;
import dev.llmrouter.call.OverloadedException;
import dev.llmrouter.call.RefusedException;
import dev.llmrouter.call.RouterException;
import dev.llmrouter.openai.OpenAiError;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Why a message has no reply.
 *
 * @param status the HTTP status that stands for it
 * @param code for programs
 * @param type OpenAI's word for the kind of error
 * @param retryAfterSeconds when to try again, as a provider or the router said; 0 where nobody did
 * @param tried who was tried, and the class of each failure; empty where nobody was
 */
record Ending(
        int status,
        String code,
        String message,
        @Nullable String type,
        @Nullable String param,
        int retryAfterSeconds,
        String tried) {

    /** Another time, another key or another hour's money may bring an answer. */
    private static final Set<Integer> PASSING = Set.of(402, 408, 409, 425, 429);

    private static final int SERVER_ERRORS = 500;
    private static final Failure BUG = Failure.of(FailureClass.INTERNAL, "The router failed; its log says more.");

    static Ending of(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof NoReplyException none) {
                return of(none.failure(), String.valueOf(none.getMessage()), tried(none.tried()));
            } else if (t instanceof RouterException refused) {
                return new Ending(
                        refused.status(),
                        refused.code(),
                        String.valueOf(refused.getMessage()),
                        null,
                        null,
                        retryAfter(refused),
                        "");
            }
        }
        Failure failure = LlmException.failureIn(thrown);
        return failure != null ? of(failure, failure.message(), "") : of(BUG, BUG.message(), "");
    }

    private static Ending of(Failure failure, String message, String tried) {
        Integer retryAfter = failure.retryAfterSeconds();
        return new Ending(
                failure.status(),
                failure.code() == null ? failure.kind().code() : failure.code(),
                message,
                failure.type(),
                failure.param(),
                retryAfter == null ? 0 : retryAfter,
                tried);
    }

    private static int retryAfter(RouterException refused) {
        if (refused instanceof OverloadedException full) {
            return full.retryAfterSeconds();
        }
        return refused instanceof RefusedException other ? other.retryAfterSeconds() : 0;
    }

    private static String tried(List<NoReplyException.Tried> all) {
        return all.stream()
                .map(one -> one.target() + ' ' + one.kind().code() + ' ' + one.millis() + "ms")
                .collect(Collectors.joining(", "));
    }

    /** {@return whether another time may bring an answer; a deadline that has passed stays so, and so does a bug} */
    boolean passes() {
        return PASSING.contains(status) || (status > SERVER_ERRORS && !code.equals(FailureClass.DEADLINE.code()));
    }

    /** {@return whether it only came of the router's end} */
    boolean isStopping() {
        return code.equals(FailureClass.STOPPING.code());
    }

    /** {@return OpenAI's envelope} */
    String json() {
        String kind = type != null ? type : status < SERVER_ERRORS ? "invalid_request_error" : "server_error";
        return new OpenAiError(message, kind, param, code).tree().toString();
    }
}
