package dev.llmrouter.http;

import dev.llmrouter.call.NoReplyException;
import dev.llmrouter.call.RouterException;
import dev.llmrouter.openai.OpenAiError;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every refusal in OpenAI's envelope, with the status that OpenAI's clients expect. */
final class OpenAiErrors {

    private OpenAiErrors() {}

    /** What an exception that a route ended with is to the caller. */
    static HttpAnswer of(@Nullable Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof NoReplyException none) {
                return of(none.failure(), none.getMessage());
            } else if (t instanceof RouterException refused) {
                return of(refused.status(), refused.getMessage(), refused.code());
            }
        }
        Failure failure = LlmException.failureIn(thrown);
        return failure != null
                ? of(failure, failure.message())
                : of(500, "The router failed; its log says more.", FailureClass.INTERNAL.code());
    }

    private static HttpAnswer of(Failure failure, @Nullable String message) {
        String code = failure.code() != null ? failure.code() : code(failure.kind());
        String type = failure.type() != null ? failure.type() : type(failure.status());
        OpenAiError error = new OpenAiError(String.valueOf(message), type, failure.param(), code);
        Map<String, String> headers = failure.retryAfterSeconds() == null
                ? Map.of()
                : Map.of("retry-after", Integer.toString(failure.retryAfterSeconds()));
        return HttpAnswer.json(failure.status(), headers, Buffer.buffer(error.json()));
    }

    /** OpenAI gives malformed requests no code. */
    private static @Nullable String code(FailureClass kind) {
        return kind == FailureClass.BAD_REQUEST ? null : kind.code();
    }

    static HttpAnswer of(int status, @Nullable String message, @Nullable String code) {
        OpenAiError error = new OpenAiError(String.valueOf(message), type(status), null, code);
        return HttpAnswer.json(status, Map.of(), Buffer.buffer(error.json()));
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            default -> status < 500 ? "invalid_request_error" : "server_error";
        };
    }
}
