package dev.llmrouter.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.outcome.FailureClass;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What refusals mean beyond their status. The same is said by one provider in a code, by the next in a type, and by many
 * only in a sentence; the parts here are those that say nothing else.
 */
public final class RefusalWords {

    private static final List<String> QUOTA = List.of(
            "insufficient_quota", // OpenAI, Azure and whoever follows them
            "billing_hard_limit_reached", // OpenAI
            "billing_not_active", // OpenAI
            "account is not active", // OpenAI
            "billing_error", // Anthropic
            "credit balance is too low", // Anthropic, with a status of 400
            "insufficient balance", // DeepSeek, Moonshot
            "insufficient credits", // OpenRouter
            "requires more credits", // OpenRouter
            "exceeded_current_quota_error", // Moonshot
            "arrearage", // Alibaba
            "used all available credits", // xAI
            "monthly spending limit", // xAI
            "credit limit exceeded", // Together
            "exceeded your monthly included credits", // Hugging Face
            "spending limit reached");

    private static final String ANTHROPICS_QUOTA = "your credit balance is too low";

    private static final List<String> OVERLOADED = List.of(
            "overloaded", // Anthropic's type, OpenAI's and Moonshot's engine_overloaded, and many a sentence
            "over capacity", // Groq, xAI
            "at capacity", // xAI, Cloudflare
            "capacity exceeded", // Groq with 498
            "capacity_exceeded", // Groq with 498
            "service_tier_capacity_exceeded", // Mistral
            "server_busy",
            "server is busy", // DeepSeek
            "no healthy upstream", // Envoy
            "temporarily unavailable"); // nginx and others

    private static final List<String> CONTENT_REFUSED = List.of(
            "content_filter", // Azure, OpenAI
            "content_policy_violation", // OpenAI
            "content management policy", // Azure
            "responsibleaipolicyviolation", // Azure
            "moderation_blocked", // OpenAI
            "usage policy", // OpenAI's Responses: flagged as potentially violating our usage policy
            "safety system", // OpenAI: rejected as a result of our safety system
            "blocked by content filtering", // Anthropic: output blocked by content filtering policy
            "data_inspection_failed", // Alibaba
            "datainspectionfailed", // Alibaba
            "content exists risk", // DeepSeek
            "requires moderation", // OpenRouter, with a status of 403
            "flagged by moderation",
            "prohibited_content"); // Gemini

    /** What a status can be on which such words are believed: elsewhere they may be the caller's own, quoted. */
    private static final Set<FailureClass> MAYBE_QUOTA =
            Set.of(FailureClass.RATE_LIMIT, FailureClass.AUTH, FailureClass.BAD_REQUEST, FailureClass.QUOTA);

    private static final Set<FailureClass> MAYBE_OVERLOADED =
            Set.of(FailureClass.RATE_LIMIT, FailureClass.SERVER_ERROR, FailureClass.OVERLOADED);

    private static final Set<FailureClass> MAYBE_REFUSED =
            Set.of(FailureClass.BAD_REQUEST, FailureClass.AUTH, FailureClass.SERVER_ERROR);

    /** Some servers say with a status of 500 that the prompt is too long. */
    private static final Set<FailureClass> MAYBE_TOO_LONG = Set.of(FailureClass.BAD_REQUEST, FailureClass.SERVER_ERROR);

    /** Groq: flex capacity exceeded. */
    private static final int NO_CAPACITY = 498;

    private static final int TOO_LARGE = 413;

    /** Groq: no shorter prompt is meant, but a larger account. */
    private static final String PER_MINUTE = "tokens per minute (tpm)";

    private RefusalWords() {}

    /** {@return what a refusal means whose status is that, and whose error object this; null where there was none} */
    static FailureClass meant(int status, @Nullable JsonNode error) {
        FailureClass plain = status == NO_CAPACITY ? FailureClass.OVERLOADED : FailureClass.ofStatus(status);
        if (error == null) {
            return plain;
        }
        boolean isMoreThanEver = status == TOO_LARGE && lower(said(error)).contains(PER_MINUTE);
        return isMoreThanEver ? FailureClass.UNSUPPORTED : meant(plain, error);
    }

    /**
     * {@return what an error object means of which that much is known} The message of a bad request may quote the caller, who
     * must not be able to say that an account is used up.
     */
    static FailureClass meant(FailureClass plain, JsonNode error) {
        if (MAYBE_TOO_LONG.contains(plain) && OverflowWords.areIn(error)) {
            return FailureClass.CONTEXT_OVERFLOW;
        }
        FailureClass meant = meant(plain, said(error));
        boolean isQuoted = plain == FailureClass.BAD_REQUEST
                && meant == FailureClass.QUOTA
                && !areIn(
                        lower(error.path("code").asText() + "\n"
                                + error.path("type").asText()),
                        QUOTA)
                && !lower(error.path("message").asText()).startsWith(ANTHROPICS_QUOTA);
        return isQuoted ? plain : meant;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** {@return what a text means that came with a failure of that class} */
    public static FailureClass meant(FailureClass plain, @Nullable String text) {
        if (text == null) {
            return plain;
        }
        String said = lower(text);
        if (MAYBE_REFUSED.contains(plain) && areIn(said, CONTENT_REFUSED)) {
            return FailureClass.CONTENT_REFUSED;
        } else if (MAYBE_QUOTA.contains(plain) && areIn(said, QUOTA)) {
            return FailureClass.QUOTA;
        } else if (MAYBE_OVERLOADED.contains(plain) && areIn(said, OVERLOADED)) {
            return FailureClass.OVERLOADED;
        }
        return plain;
    }

    private static boolean areIn(String said, List<String> words) {
        return words.stream().anyMatch(said::contains);
    }

    /** OpenRouter has what the provider behind it said under metadata; Azure has the reason in an inner error. */
    private static String said(JsonNode error) {
        return error.isTextual()
                ? error.asText()
                : String.join(
                        "\n",
                        error.path("code").asText(),
                        error.path("type").asText(),
                        error.path("message").asText(),
                        error.path("innererror").path("code").asText(),
                        error.path("metadata").path("raw").asText());
    }
}
