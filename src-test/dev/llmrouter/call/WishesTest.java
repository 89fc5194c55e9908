package dev.llmrouter.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.Cancellation;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WishesTest {

    private static final Retries RETRIES = new Retries(
            Map.of(), Map.of(), null, Duration.ZERO, Duration.ZERO, 8, Duration.ofMinutes(1), Duration.ZERO);

    private static Call call(String fields, Caller caller) {
        String json = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]" + fields + "}";
        OpenAiRequest wire = OpenAiRequest.read(json.getBytes(StandardCharsets.UTF_8));
        return new Call("id", LlmRequest.of(wire, Map.of(), null, new Cancellation()), caller, false);
    }

    private static Call call(String header, String value) {
        return call("", Map.of(header, value)::get);
    }

    @Test
    void aCallThatWishesNothingHasNoWishesAndNoDeadline() {
        Call call = call("", Caller.UNKNOWN);
        assertThat(call.wishes()).isSameAs(Wishes.NONE);
        assertThat(call.request().deadline()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "high, HIGH",
        "Interactive, HIGH",
        "normal, NORMAL",
        "low, LOW",
        " batch , LOW",
    })
    void aPriorityHasTwoNames(String word, Priority priority) {
        assertThat(call("x-llm-priority", word).wishes().priority()).isEqualTo(priority);
    }

    @ParameterizedTest
    @CsvSource({
        "x-llm-deadline-ms, 0",
        "x-llm-deadline-ms, -5",
        "x-llm-deadline-ms, 1.5",
        "x-llm-deadline-ms, 2s",
        "x-llm-deadline-ms, 99999999999999999999",
        "x-llm-deadline-ms, ''",
        "x-llm-priority, urgent",
        "x-llm-priority, ''"
    })
    void aHeaderThatIsNotUnderstoodIsRefusedByItsName(String header, String value) {
        Failure refusal = catchThrowableOfType(LlmException.class, () -> call(header, value))
                .failure();
        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.param()).isEqualTo(header);
    }

    @Test
    void messagesHaveTheSameHeadersInCamelsWay() {
        DefaultMessage message = new DefaultMessage(new DefaultCamelContext());
        message.setHeader("LlmPolicy", "cheapest");
        message.setHeader("LlmTarget", "a");
        message.setHeader("LlmDeadlineMs", 250);
        message.setHeader("LlmPriority", "low");
        Wishes wishes = call("", new MessageCaller(message)).wishes();
        assertThat(wishes.policy()).isEqualTo("cheapest");
        assertThat(wishes.target()).isEqualTo("a");
        assertThat(wishes.deadline()).isEqualTo(Duration.ofMillis(250));
        assertThat(wishes.priority()).isEqualTo(Priority.LOW);
    }

    private static Call wishingAll() {
        Map<String, String> headers = Map.of(
                "x-llm-policy", "cheapest",
                "x-llm-target", "a",
                "x-llm-deadline-ms", "1000",
                "x-llm-priority", "low");
        return call(",\"models\":[\"b\"],\"provider\":{\"zdr\":true}", headers::get);
    }

    @ParameterizedTest
    @CsvSource({
        "MODELS, 'models'",
        "PROVIDER, 'provider'",
        "POLICY, x-llm-policy",
        "TARGET, x-llm-target",
        "DEADLINE, x-llm-deadline-ms",
        "PRIORITY, x-llm-priority"
    })
    void eachWishMayBeForbidden(Wish forbidden, String words) {
        Set<Wish> granted = EnumSet.complementOf(EnumSet.of(forbidden));
        assertThatThrownBy(() -> wishingAll().wishes().allowedBy(granted))
                .isInstanceOfSatisfying(ForbiddenWishException.class, refused -> {
                    assertThat(refused.status()).isEqualTo(403);
                    assertThat(refused.code()).isEqualTo("wish_not_allowed");
                    assertThat(refused).hasMessageContaining(words);
                });
    }

    @Test
    void whatIsNotWishedIsNotForbidden() {
        assertThat(call(",\"provider\":{}", Caller.UNKNOWN).wishes().allowedBy(EnumSet.noneOf(Wish.class)))
                .isNotNull();
        assertThat(wishingAll().wishes().allowedBy(Wish.ALL))
                .isEqualTo(wishingAll().wishes());
    }

    @Test
    void nobodyIsAskedBehindTheDeadline() {
        Call call = call("x-llm-deadline-ms", "1");
        call.select("m", List.of(Target.of("a", "p", "m"), Target.of("b", "p", "m")));
        await().until(() -> Objects.requireNonNull(call.request().deadline()).hasPassed());
        assertThat(call.walk().next(RETRIES, target -> 1)).isNull();
        assertThat(call.attempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.wasAsked()).isFalse();
            assertThat(Objects.requireNonNull(attempt.failure()).kind()).isEqualTo(FailureClass.DEADLINE);
        });
        assertThat(new NoReplyException(call.attempts()).status()).isEqualTo(504);
    }
}
