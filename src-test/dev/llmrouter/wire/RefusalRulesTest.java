package dev.llmrouter.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.wire.RefusalRule.Meaning;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalRulesTest {

    private static ProviderErrors errors(RefusalRule... rules) {
        return new ProviderErrors(text -> text, new RefusalRules(List.of(rules)));
    }

    private static Failure refused(int status, String body, RefusalRule... rules) {
        return errors(rules).ofStatus(status, body.getBytes(StandardCharsets.UTF_8), null);
    }

    @Test
    void aRuleSaysBetterThanTheStatusWhatARefusalIs() {
        RefusalRule rule = new RefusalRule(null, 400, "(?i)cuda out of memory", Meaning.OVERLOADED);
        assertThat(refused(400, "{\"detail\":\"CUDA out of memory\"}", rule).kind())
                .isEqualTo(FailureClass.OVERLOADED);
        assertThat(refused(400, "{\"detail\":\"no such field\"}", rule).kind()).isEqualTo(FailureClass.BAD_REQUEST);
        assertThat(refused(500, "{\"detail\":\"CUDA out of memory\"}", rule).kind())
                .isEqualTo(FailureClass.SERVER_ERROR);
    }

    @Test
    void theFirstRuleThatFitsHolds() {
        RefusalRule first = new RefusalRule(null, null, "region", Meaning.CONTENT_REFUSED);
        RefusalRule second = new RefusalRule(null, 403, null, Meaning.RATE_LIMIT);
        assertThat(refused(403, "blocked in your region", first, second).kind())
                .isEqualTo(FailureClass.CONTENT_REFUSED);
        assertThat(refused(403, "later", first, second).kind()).isEqualTo(FailureClass.RATE_LIMIT);
    }

    @Test
    void aRuleHoldsAgainstWhatTheWordsSeemToSay() {
        RefusalRule rule = new RefusalRule(null, null, "insufficient_quota", Meaning.RATE_LIMIT);
        String body = "{\"error\":{\"message\":\"per minute\",\"code\":\"insufficient_quota\"}}";
        assertThat(refused(429, body, rule).kind()).isEqualTo(FailureClass.RATE_LIMIT);
        assertThat(refused(429, body).kind()).isEqualTo(FailureClass.QUOTA);
    }

    @Test
    void anErrorWithinAStreamIsLookedAtToo() throws JsonProcessingException {
        RefusalRule rule = new RefusalRule(null, 418, "teapot", Meaning.SERVER_ERROR);
        ProviderErrors errors = errors(rule);
        assertThat(errors.ofEvent(Json.MAPPER.readTree("{\"code\":418,\"message\":\"teapot\"}"))
                        .kind())
                .isEqualTo(FailureClass.SERVER_ERROR);
        assertThat(errors.ofEvent(Json.MAPPER.readTree("{\"code\":400,\"message\":\"teapot\"}"))
                        .kind())
                .isEqualTo(FailureClass.BAD_REQUEST);
    }

    @Test
    void theCallerSeesTheStatusOfWhatItIs() {
        RefusalRule rule = new RefusalRule(null, 400, "busy", Meaning.RATE_LIMIT);
        assertThat(refused(400, "{\"error\":{\"message\":\"busy\"}}", rule).status())
                .isEqualTo(429);
        assertThat(refused(
                                422,
                                "{\"error\":{\"message\":\"bad\"}}",
                                new RefusalRule(null, 422, null, Meaning.BAD_REQUEST))
                        .status())
                .isEqualTo(422);
    }

    @Test
    void aRuleForEverythingIsRefused() {
        assertThatThrownBy(() -> new RefusalRule("p", null, null, Meaning.TIMEOUT))
                .hasMessageContaining("neither status nor says");
        assertThatThrownBy(() -> new RefusalRule("p", null, "(", Meaning.TIMEOUT))
                .hasMessageStartingWith("says can't be read");
    }
}
