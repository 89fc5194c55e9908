package dev.llmrouter.governance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.fixture.CapturedLog;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.policy.Lack;
import dev.llmrouter.provider.Provider;
import dev.llmrouter.provider.ProviderModel;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TargetStatesTest {

    private final Target mini = Target.of("mini", "openai", "m");
    private final Target twin = Target.of("twin", "openai", "m");
    private final Target byModel = Target.of("openai/m", "openai", "m");
    private final Target onDemand = Target.of("openai/other", "openai", "other");
    private final TargetStates states = new TargetStates(new All(), Map.of("openai/m", Set.of("mini", "twin")));
    private final Call call = new Call(
            "id",
            LlmRequest.of(
                    dev.langchain4j.model.chat.request.ChatRequest.builder()
                            .messages(dev.langchain4j.data.message.UserMessage.from("Hello"))
                            .build(),
                    false));

    private final class All implements Roster {

        @Override
        public Collection<Target> targets() {
            return List.of(mini, twin, byModel, onDemand);
        }

        @Override
        public Optional<Target> target(String name) {
            return targets().stream()
                    .filter(target -> target.name().equals(name))
                    .findAny();
        }

        @Override
        public int inFlight(Target target) {
            return 0;
        }

        @Override
        public Collection<Provider> providers() {
            return List.of(new Openai());
        }

        @Override
        public Optional<Provider> provider(String name) {
            return providers().stream()
                    .filter(provider -> provider.name().equals(name))
                    .findAny();
        }
    }

    private static final class Openai implements Provider {

        @Override
        public String name() {
            return "openai";
        }

        @Override
        public String description() {
            return "for tests";
        }

        @Override
        public Optional<String> offBecause() {
            return Optional.empty();
        }

        @Override
        public ProviderModel model(Target target) {
            throw new AssertionError("nobody asks for one");
        }
    }

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
    void aModelByItsProvidersNameIsDrainedWithAllTargetsThatAreConfiguredForIt() {
        states.drain("mini");
        assertThat(word(byModel)).isNull();
        states.drain("twin");
        assertThat(word(byModel)).isEqualTo("drained");
        states.resume("openai/m");
        assertThat(word(byModel)).isEqualTo("drained");
        states.resume("mini");
        assertThat(word(byModel)).isNull();
        states.drain("openai/m");
        assertThat(word(byModel)).isEqualTo("drained");
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

    @Test
    void everyChangeIsLoggedOnce() {
        try (CapturedLog log = CapturedLog.of(TargetStates.class.getName(), Level.INFO)) {
            states.drain("mini");
            states.drain("mini");
            states.resume("mini");
            states.resume("twin");
            states.drainProvider("openai");
            states.resumeProvider("openai");
            assertThat(log.atLeast(Level.INFO))
                    .containsExactly(
                            "target mini is drained, gets nothing new",
                            "target mini is no longer drained",
                            "provider openai is drained, its targets get nothing new",
                            "provider openai is no longer drained");
        }
    }
}
