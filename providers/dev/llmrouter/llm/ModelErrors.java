package dev.llmrouter.llm;

import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.UnresolvedModelServerException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.wire.OverflowWords;
import dev.llmrouter.wire.RefusalWords;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;

/** What an exception of a LangChain4j model means. Its own text is not passed on: it may hold an address or a key. */
final class ModelErrors {

    private ModelErrors() {}

    static Failure failure(Throwable thrown) {
        Failure known = LlmException.failureIn(thrown);
        if (known != null) {
            return known;
        }
        FailureClass kind = null;
        boolean isTooLong = false;
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            kind = kind == null ? kind(t) : kind;
            isTooLong |= OverflowWords.areIn(t.getMessage());
        }
        if (isTooLong && (kind == null || kind == FailureClass.BAD_REQUEST || kind == FailureClass.SERVER_ERROR)) {
            return Failure.contextOverflow(OverflowWords.SENTENCE, null);
        }
        FailureClass decided = RefusalWords.meant(kind == null ? FailureClass.SERVER_ERROR : kind, said(thrown));
        return Failure.of(decided, sentence(decided));
    }

    private static String said(Throwable thrown) {
        StringBuilder said = new StringBuilder();
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            said.append(t.getMessage()).append('\n');
        }
        return said.toString();
    }

    private static @org.jspecify.annotations.Nullable FailureClass kind(Throwable t) {
        if (t instanceof HttpException http) {
            return FailureClass.ofStatus(http.statusCode());
        } else if (t instanceof RateLimitException) {
            return FailureClass.RATE_LIMIT;
        } else if (t instanceof AuthenticationException) {
            return FailureClass.AUTH;
        } else if (t instanceof ModelNotFoundException) {
            return FailureClass.NOT_FOUND;
        } else if (t instanceof InvalidRequestException || t instanceof UnsupportedFeatureException) {
            return FailureClass.BAD_REQUEST;
        } else if (t instanceof ContentFilteredException) {
            return FailureClass.CONTENT_REFUSED;
        } else if (isTimeout(t)) {
            return FailureClass.TIMEOUT;
        } else if (t instanceof InternalServerException) {
            return FailureClass.SERVER_ERROR;
        } else if (t instanceof UnresolvedModelServerException || t instanceof IOException) {
            return FailureClass.CONNECT;
        }
        return null;
    }

    /** The connection that could not be made in time counts as one that could not be made. */
    private static boolean isTimeout(Throwable t) {
        return t instanceof TimeoutException
                || t instanceof java.util.concurrent.TimeoutException
                || t instanceof SocketTimeoutException
                || (t instanceof HttpTimeoutException && !(t instanceof HttpConnectTimeoutException));
    }

    private static String sentence(FailureClass kind) {
        return switch (kind) {
            case RATE_LIMIT -> "The provider wants fewer requests.";
            case AUTH -> "The provider refused the router's own credentials; ask whoever runs the router.";
            case NOT_FOUND -> "The provider does not know the model.";
            case QUOTA -> "The router's own account at the provider is used up; ask whoever runs the router.";
            case OVERLOADED -> "The provider has more to do than it can.";
            case CONTENT_REFUSED -> "The provider will not answer this.";
            case BAD_REQUEST -> "The provider refused the request.";
            case TIMEOUT -> "The provider took too long.";
            case CONNECT -> "The provider could not be reached.";
            default -> "The provider failed.";
        };
    }
}
