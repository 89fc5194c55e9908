package dev.llmrouter.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.call.NoReplyException;
import dev.llmrouter.call.NoReplyException.Tried;
import dev.llmrouter.call.OverloadedException;
import dev.llmrouter.call.RefusedException;
import dev.llmrouter.call.RouterException;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller is told in place of a reply, before it is put in the caller's dialect.
 *
 * @param message one sentence, or several
 * @param type the provider's own word for the kind of error; null where the router refuses by itself
 * @param param where in the request the fault is, in OpenAI's notation; null where that can't be said
 * @param code the machine-readable code; null where the status says all
 * @param headers names in lower case
 * @param attempts what was tried, in order; empty where that is told by the message already
 */
record Refusal(
        int status,
        String message,
        @Nullable String type,
        @Nullable String param,
        @Nullable String code,
        Map<String, String> headers,
        List<Tried> attempts) {

    private static final int UNAUTHORIZED = 401;

    /** What the router refuses by itself. */
    static Refusal of(int status, @Nullable String message, @Nullable String code) {
        return new Refusal(status, String.valueOf(message), null, null, code, Map.of(), List.of());
    }

    /** What an exception that a route ended with is to the caller. */
    static Refusal of(@Nullable Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof NoReplyException none) {
                return of(none.failure(), none.getMessage(), none.tried());
            } else if (t instanceof OverloadedException full) {
                return of(full.status(), full.getMessage(), full.code())
                        .with("retry-after", Integer.toString(full.retryAfterSeconds()));
            } else if (t instanceof RefusedException refused && refused.retryAfterSeconds() > 0) {
                return of(refused.status(), refused.getMessage(), refused.code())
                        .with("retry-after", Integer.toString(refused.retryAfterSeconds()));
            } else if (t instanceof RouterException refused) {
                Refusal refusal = of(refused.status(), refused.getMessage(), refused.code());
                return refusal.status() == UNAUTHORIZED ? refusal.with("www-authenticate", "Bearer") : refusal;
            }
        }
        Failure failure = LlmException.failureIn(thrown);
        return failure != null
                ? of(failure, failure.message(), List.of())
                : of(500, "The router failed; its log says more.", FailureClass.INTERNAL.code());
    }

    private static Refusal of(Failure failure, @Nullable String message, List<Tried> tried) {
        Map<String, String> headers = failure.retryAfterSeconds() == null
                ? Map.of()
                : Map.of("retry-after", Integer.toString(failure.retryAfterSeconds()));
        return new Refusal(
                failure.status(),
                String.valueOf(message),
                failure.type(),
                failure.param(),
                failure.code() != null ? failure.code() : code(failure.kind()),
                headers,
                tried.size() < 2 ? List.of() : tried);
    }

    /** OpenAI gives malformed requests no code. */
    private static @Nullable String code(FailureClass kind) {
        return kind == FailureClass.BAD_REQUEST ? null : kind.code();
    }

    /** {@return this with one more header} */
    Refusal with(String header, String value) {
        Map<String, String> more = new java.util.HashMap<>(headers);
        more.put(header, value);
        return new Refusal(status, message, type, param, code, more, attempts);
    }

    /** {@return this with more headers} */
    Refusal with(Map<String, String> further) {
        if (further.isEmpty()) {
            return this;
        }
        Map<String, String> more = new java.util.HashMap<>(headers);
        more.putAll(further);
        return new Refusal(status, message, type, param, code, more, attempts);
    }

    /** Adds what was tried to an error object, where there is more to tell than the message does. */
    void tellAttempts(ObjectNode error) {
        if (attempts.isEmpty()) {
            return;
        }
        ArrayNode told = error.putArray("attempts");
        for (Tried tried : attempts) {
            told.addObject()
                    .put("target", tried.target())
                    .put("class", tried.kind().code())
                    .put("status", tried.status())
                    .put("ms", tried.millis());
        }
    }
}
