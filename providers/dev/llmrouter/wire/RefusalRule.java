package dev.llmrouter.wire;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.outcome.FailureClass;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * What a refusal of some server means, as the operator knows it better than its status and words tell.
 *
 * @param provider the name of the provider that it is of; null for all
 * @param status of the answer; of an error within a stream the one that is written in it; null for any
 * @param says what is found anywhere in its first {@value #SEEN} characters, as a regular expression; null for anything
 * @param is the class of failure that it is then
 */
@Doc("what a refusal means, where its status and words tell it wrongly; the first that fits holds")
public record RefusalRule(
        @Doc("the name of a provider; default any") @Nullable String provider,
        @Doc("the status of the answer, or of an error within it; default any") @Range(min = 300, max = 599) @Nullable
                Integer status,
        @Doc("a regular expression that is found in what it says; default anything") @Nullable String says,
        @Doc(value = "the class of failure that it is", required = true) Meaning is) {

    /** How much of an answer is looked through: an error is no novel. */
    static final int SEEN = 4000;

    /** What a refusal can be. */
    public enum Meaning {
        /** Answers take too long. */
        TIMEOUT(FailureClass.TIMEOUT),
        /** Fewer requests are wanted. */
        RATE_LIMIT(FailureClass.RATE_LIMIT),
        /** The account is used up. */
        QUOTA(FailureClass.QUOTA),
        /** The router's credentials are refused. */
        AUTH(FailureClass.AUTH),
        /** The model is not known. */
        NOT_FOUND(FailureClass.NOT_FOUND),
        /** There is more to do than can be done. */
        OVERLOADED(FailureClass.OVERLOADED),
        /** Something is wrong with the server. */
        SERVER_ERROR(FailureClass.SERVER_ERROR),
        /** A conflict that may pass. */
        CONFLICT(FailureClass.CONFLICT),
        /** What came was not a reply. */
        MALFORMED(FailureClass.MALFORMED),
        /** What the prompt says will not be answered. */
        CONTENT_REFUSED(FailureClass.CONTENT_REFUSED),
        /** The prompt is too long. */
        CONTEXT_OVERFLOW(FailureClass.CONTEXT_OVERFLOW),
        /** The request itself is refused. */
        BAD_REQUEST(FailureClass.BAD_REQUEST);

        private final FailureClass kind;

        Meaning(FailureClass kind) {
            this.kind = kind;
        }

        FailureClass kind() {
            return kind;
        }
    }

    /** Refuses what would hold of every refusal, and what is no expression. */
    public RefusalRule {
        if (status == null && says == null) {
            throw new IllegalArgumentException("has neither status nor says, one of which is needed");
        }
        try {
            Pattern.compile(says == null ? "" : says);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "says can't be read: " + e.getDescription() + " near character " + Math.max(0, e.getIndex()), e);
        }
    }
}
