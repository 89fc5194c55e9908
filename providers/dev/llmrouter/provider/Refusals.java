package dev.llmrouter.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a provider's refusals mean beyond their status, in its own words. */
@FunctionalInterface
public interface Refusals {

    /** How providers say that a prompt is longer than their model takes. */
    Pattern TOO_LONG = Pattern.compile(
            "(?i)context (length|window|size)|(prompt|input|request) is too (long|large)|prompt too long"
                    + "|too large for model|exceeds the maximum number of (input )?tokens|maximum context");

    /**
     * {@return the failure as it is meant}
     *
     * @param plain as its status and the usual fields say it
     * @param body of the refusal; a missing node where it is not JSON
     */
    Failure refine(Failure plain, JsonNode body);

    /** {@return a refusal of what is too long as what it is; any other without the provider's own type and code} */
    static Failure named(Failure failure) {
        boolean isTooLong = failure.kind() == FailureClass.BAD_REQUEST
                && TOO_LONG.matcher(failure.message()).find();
        return isTooLong || failure.kind() == FailureClass.CONTEXT_OVERFLOW
                ? Failure.contextOverflow(failure.message(), null)
                : with(failure, failure.kind(), null, failure.retryAfterSeconds());
    }

    /** {@return the failure with another class, code and time to come back} */
    static Failure with(Failure failure, FailureClass kind, @Nullable String code, @Nullable Integer retryAfter) {
        int status = kind == failure.kind() ? failure.status() : kind.status();
        return new Failure(kind, status, failure.message(), null, null, code, retryAfter);
    }
}
