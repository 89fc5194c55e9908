package dev.llmrouter.cascade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.llmrouter.cascade.CascadeOptions.CheckOption;
import dev.llmrouter.fixture.CapturedLog;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.said.Said;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OwnCheckTest {

    /** What a user may bring along. */
    public static final class LooksRight {

        /** Whether it does. */
        public boolean isGood(String text) {
            if (text.isEmpty()) {
                throw new IllegalStateException("secret");
            }
            return text.startsWith("right");
        }
    }

    private final DefaultCamelContext camel = new DefaultCamelContext();

    private @Nullable String fault(CheckOption option, String text) {
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setBody("the reply");
        LlmRequest request = LlmRequest.of(
                ChatRequest.builder().messages(UserMessage.from("Hello")).build(), false);
        String fault = OwnCheck.of(option, "careful", camel)
                .fault(exchange, request, new Said(text, "", false, false, List.of(), null));
        assertThat(exchange.getMessage().getBody()).isEqualTo("the reply");
        return fault;
    }

    @Test
    void asksAMethodOfABean() {
        camel.getRegistry().bind("looksRight", new LooksRight());
        CheckOption option = new CheckOption("looksRight", null, null);
        assertThat(fault(option, "right so")).isNull();
        assertThat(fault(option, "wrong")).isEqualTo("check");
    }

    @Test
    void asksAPredicate() {
        Predicate isLong =
                exchange -> exchange.getMessage().getBody(String.class).length() > 3;
        camel.getRegistry().bind("isLong", Predicate.class, isLong);
        CheckOption option = new CheckOption("isLong", null, null);
        assertThat(fault(option, "long enough")).isNull();
        assertThat(fault(option, "no")).isEqualTo("check");
    }

    @Test
    void aCheckThatFailsSaysNothingAgainstTheReply() {
        camel.getRegistry().bind("looksRight", new LooksRight());
        try (CapturedLog log = CapturedLog.of(OwnCheck.class.getName(), Level.WARN)) {
            assertThat(fault(new CheckOption("looksRight", null, null), "")).isNull();
            assertThat(log.atLeast(Level.WARN)).hasSize(1).first().asString().doesNotContain("secret");
        }
    }

    @Test
    void refusesWhatIsNoCheck() {
        assertThatThrownBy(() -> fault(new CheckOption("nobody", null, null), ""))
                .hasMessage("check names the bean 'nobody', which the registry does not have");
        assertThatThrownBy(() -> fault(new CheckOption(null, null, "(half"), ""))
                .hasMessageStartingWith("check is no regular expression");
        assertThatThrownBy(() -> fault(new CheckOption(null, "${body} noSuchOperator 'x' &&", null), ""))
                .hasMessageStartingWith("check is no condition in Simple");
        assertThatThrownBy(() -> new CheckOption("a", "b", null)).hasMessageContaining("one of bean, simple and regex");
        assertThatThrownBy(() -> new CheckOption(null, null, null)).hasMessageContaining("and has 0");
    }
}
