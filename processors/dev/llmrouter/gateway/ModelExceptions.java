package dev.llmrouter.gateway;

import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.llmrouter.call.NoReplyException;
import dev.llmrouter.call.RouterException;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import org.jspecify.annotations.Nullable;

/** What a call that failed is to who asked as LangChain4j does: what its own models throw for the same. */
final class ModelExceptions {

    private ModelExceptions() {}

    /** {@return the exception, with what the router threw as its cause} */
    static LangChain4jException of(Throwable thrown) {
        RouterException refused = refusal(thrown);
        Failure failure = refused instanceof NoReplyException none ? none.failure() : LlmException.failureIn(thrown);
        if (failure != null && failure.kind() == FailureClass.CONTENT_REFUSED) {
            return new ContentFilteredException(thrown);
        }
        int status = refused != null ? refused.status() : failure != null ? failure.status() : 500;
        return switch (status) {
            case 401, 403 -> new AuthenticationException(thrown);
            case 404 -> new ModelNotFoundException(thrown);
            case 408, 504 -> new TimeoutException(thrown);
            case 429 -> new RateLimitException(thrown);
            default -> status < 500 ? new InvalidRequestException(thrown) : new InternalServerException(thrown);
        };
    }

    private static @Nullable RouterException refusal(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof RouterException refused) {
                return refused;
            }
        }
        return null;
    }
}
