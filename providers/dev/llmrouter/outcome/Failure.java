package dev.llmrouter.outcome;

import org.jspecify.annotations.Nullable;

/**
 * Why an attempt got no reply, as data. Safe to show: it holds no key, no address and no text but what the provider
 * addressed to its caller, from which the provider's layer has removed both.
 *
 * @param kind the class that decides what happens next
 * @param status the HTTP status for the caller
 * @param message one sentence for the caller
 * @param type OpenAI's {@code error.type} as the provider gave it; null where it gave none
 * @param param OpenAI's {@code error.param} likewise
 * @param code OpenAI's {@code error.code} likewise
 * @param retryAfterSeconds when to come back, as the provider said; null where it did not
 */
public record Failure(
        FailureClass kind,
        int status,
        String message,
        @Nullable String type,
        @Nullable String param,
        @Nullable String code,
        @Nullable Integer retryAfterSeconds) {

    /** {@return a failure that the router saw by itself} */
    public static Failure of(FailureClass kind, String message) {
        return new Failure(kind, kind.status(), message, null, null, null, null);
    }

    /** {@return the refusal of a prompt that is too long, under the code that OpenAI's clients look for} */
    public static Failure contextOverflow(String message, @Nullable String param) {
        FailureClass kind = FailureClass.CONTEXT_OVERFLOW;
        return new Failure(kind, kind.status(), message, "invalid_request_error", param, kind.code(), null);
    }

    /** {@return the same, of which the caller is told to come back after so many seconds} */
    public Failure retryingAfter(int seconds) {
        return new Failure(kind, status, message, type, param, code, seconds);
    }

    /** {@return this failure as an exception, for Camel's error handling} */
    public LlmException asException() {
        return new LlmException(this);
    }
}
