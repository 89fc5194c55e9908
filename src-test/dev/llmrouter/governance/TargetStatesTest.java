package dev.llmrouter.governance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.policy.Lack;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TargetStatesTest {

    private final Target mini = Target.of("mini", "openai", "m");
    private final Target onDemand = Target.of("openai/other", "openai", "other");
    private final TargetStates states =
            new TargetStates(Set.of("mini", "openai/other")::contains, Set.of("openai")::contains);
    private final Call call = new Call(
            "id",
            LlmRequest.of(
                    dev.langchain4j.model.chat.request.ChatRequest.builder()
                            .messages(dev.langchain4j.data.message.UserMessage.from("Hello"))
                            .build(),
                    false));

    private @Nullable String word(Target target) {
        Lack lack = states.lack(call, target);
        assertThat(lack == null || lack.kind() == Lack.Kind.UNAVAILABLE).isTrue();
        return lack == null ? null : lack.word();
    }

    @Test
    void aDrainedTargetIsOutUntilItIsResumed() {
        states.drain("mini");
        assertThat(word(mini)).isEqualTo("drained");
        assertThat(word(onDemand)).isNull();
        assertThat(states.isDrained("mini")).isTrue();
        states.resume("mini");
        assertThat(word(mini)).isNull();
        assertThat(states.isDrained("mini")).isFalse();
    }

    @Test
    void aDrainedProviderTakesAllOfItsTargetsWithIt() {
        states.drainProvider("openai");
        states.drain("mini");
        assertThat(List.of(mini, onDemand)).allMatch(target -> states.isDrained(target));
        assertThat(word(onDemand)).isEqualTo("drained");
        states.resume("mini");
        assertThat(word(mini)).isEqualTo("drained");
        states.resumeProvider("openai");
        assertThat(word(mini)).isNull();
    }

    @Test
    void whatTheConfigurationDisablesCannotBeResumed() {
        states.resume("mini");
        assertThat(word(mini.disabled(true))).isEqualTo("disabled");
    }

    @Test
    void aNameThatIsNotThereIsAMistake() {
        assertThatThrownBy(() -> states.drain("mimi")).hasMessage("There is no target 'mimi'.");
        assertThatThrownBy(() -> states.resume("mimi")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> states.drainProvider("mini")).hasMessage("There is no provider 'mini'.");
        assertThatThrownBy(() -> states.resumeProvider("mini")).isInstanceOf(IllegalArgumentException.class);
    }
}
