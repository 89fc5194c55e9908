package dev.llmrouter.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.llmrouter.call.Arm;
import dev.llmrouter.call.Call;
import dev.llmrouter.call.Caller;
import dev.llmrouter.call.Trace;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.Cancellation;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.NamedPolicy;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.Selection;
import dev.llmrouter.policy.Unit;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SplitPolicyTest {

    private static final Target OLD = Target.of("old-target", "p", "m1");
    private static final Target NEW = Target.of("new-target", "p", "m2");
    private static final Target THIRD = Target.of("third-target", "p", "m3");

    private final DefaultExchange exchange = new DefaultExchange(new DefaultCamelContext());
    private final Experiment experiment = experiment("ab", 20.0, "old", "new");
    private final Policy policy = policy(experiment, "user", Policy.only(OLD), Policy.only(NEW));

    private static Unit unit(@Nullable String by) {
        Map<String, ArmOptions> arms = new LinkedHashMap<>();
        arms.put("old", new ArmOptions("a", null));
        arms.put("new", new ArmOptions("b", 20.0));
        return new SplitOptions(by, arms, null).unit();
    }

    private static Experiment experiment(String name, double percent, String control, String other) {
        Map<String, ArmOptions> arms = new LinkedHashMap<>();
        arms.put(control, new ArmOptions("a", null));
        arms.put(other, new ArmOptions("b", percent));
        return new Experiment(name, new SplitOptions(null, arms, null), List.of(control, other), new TestClock());
    }

    private static Policy policy(Experiment experiment, @Nullable String by, Policy control, Policy other) {
        return new NamedPolicy(
                experiment.name(),
                "split",
                new SplitPolicy(experiment, List.of(new Member("a", control, 1), new Member("b", other, 1)), unit(by)),
                null);
    }

    private static Call call(String id, @Nullable String user, String... headers) {
        String json = "{\"model\":\"ab\"," + (user == null ? "" : "\"user\":\"" + user + "\",")
                + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        OpenAiRequest wire = OpenAiRequest.read(json.getBytes(StandardCharsets.UTF_8));
        Caller caller = name -> {
            for (int i = 0; i < headers.length; i += 2) {
                if (headers[i].equals(name)) {
                    return headers[i + 1];
                }
            }
            return null;
        };
        return new Call(id, LlmRequest.of(wire, Map.of(), null, new Cancellation()), caller, false);
    }

    private List<Target> rank(Policy ranking, Call call, Predicate<Target> able) {
        return ranking.rank(new Selection(call, exchange, able));
    }

    private List<Target> rank(Call call) {
        return rank(policy, call, target -> true);
    }

    private static String user(Experiment of, int arm) {
        for (int i = 0; ; i++) {
            if (of.live().arm("user-" + i) == arm) {
                return "user-" + i;
            }
        }
    }

    @Test
    void aUserAlwaysGetsTheSameArmAndTheOtherStepsIn() {
        assertThat(rank(call("1", user(experiment, 0)))).containsExactly(OLD, NEW);
        for (int call = 0; call < 20; call++) {
            assertThat(rank(call("c" + call, user(experiment, 1)))).containsExactly(NEW, OLD);
        }
    }

    @Test
    void theArmIsOnTheCallAndInTheTrace() {
        Call call = call("1", user(experiment, 1));
        rank(call);
        assertThat(call.arms())
                .extracting(Arm::experiment, Arm::name)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("ab", "new"));
        assertThat(call.trace().steps()).containsExactly(new Trace.Decided("ab", "split", "arm new"));
    }

    @Test
    void whereNobodyKnowsTheUserTheSessionIsTheUnitAndElseTheCall() {
        Policy any = policy(experiment, null, Policy.only(OLD), Policy.only(NEW));
        String unit = user(experiment, 1);
        assertThat(rank(any, call("1", unit), able -> true)).startsWith(NEW);
        assertThat(rank(any, call("1", null, "x-session-id", unit), able -> true))
                .startsWith(NEW);
        assertThat(rank(any, call(unit, null), able -> true)).startsWith(NEW);
        int isNew = 0;
        for (int call = 0; call < 5000; call++) {
            isNew += rank(any, call("call-" + call, null), able -> true).get(0).equals(NEW) ? 1 : 0;
        }
        assertThat(isNew / 5000.0).isCloseTo(0.2, within(0.02));
    }

    @Test
    void aUnitMayBeAHeader() {
        Policy byHeader = policy(experiment, "header:X-Team", Policy.only(OLD), Policy.only(NEW));
        assertThat(rank(byHeader, call("1", null, "x-team", user(experiment, 1)), able -> true))
                .startsWith(NEW);
        assertThatThrownBy(() -> unit("weather")).hasMessageStartingWith("by is one of user,");
        assertThatThrownBy(() -> unit("header:")).hasMessageStartingWith("by ");
    }

    @Test
    void whereAnArmCanNotAnswerTheOtherDoesAndNeitherIsCounted() {
        Call its = call("1", user(experiment, 1));
        assertThat(rank(policy, its, target -> !target.equals(NEW))).containsExactly(OLD);
        assertThat(its.arms()).isEmpty();
        Call others = call("2", user(experiment, 0));
        assertThat(rank(policy, others, target -> !target.equals(NEW))).containsExactly(OLD);
        assertThat(others.arms())
                .as("or the control would be measured by other calls than the arm")
                .isEmpty();
    }

    @Test
    void anArmThatIsSwitchedOffGetsNobodyAndStepsInForNobody() {
        experiment.stop(null);
        assertThat(rank(call("1", user(experiment, 0)))).containsExactly(OLD);
        Call call = call("1", "user-1");
        rank(call);
        assertThat(call.arms()).extracting(Arm::name).containsExactly("old");
    }

    @Test
    void theControlStepsInEvenWhereItHasNoShare() {
        experiment.share(Map.of("new", 100.0));
        assertThat(rank(call("1", "anybody"))).containsExactly(NEW, OLD);
    }

    @Test
    void anExperimentWithinTheOtherArmHasDecidedNothing() {
        Experiment inner = experiment("inner", 50, "x", "y");
        Policy nested = policy(inner, "user", Policy.only(NEW), Policy.only(THIRD));
        Policy outer = policy(experiment, "user", Policy.only(OLD), nested);
        Call inControl = call("1", user(experiment, 0));
        assertThat(rank(outer, inControl, able -> true)).startsWith(OLD);
        assertThat(inControl.arms()).extracting(Arm::experiment).containsExactly("ab");
        Call inArm = call("1", user(experiment, 1));
        rank(outer, inArm, able -> true);
        assertThat(inArm.arms()).extracting(Arm::experiment).containsExactly("inner", "ab");
    }

    @Test
    void whatDoesNotFitTogetherIsRefusedByTheNameOfItsKey() {
        assertThatThrownBy(() -> options(null, Map.of("only", new ArmOptions("a", 100.0))))
                .hasMessageStartingWith("arms ");
        Map<String, ArmOptions> arms = new LinkedHashMap<>();
        arms.put("control", new ArmOptions("a", 90.0));
        arms.put("other", new ArmOptions("b", 20.0));
        assertThatThrownBy(() -> options(null, arms))
                .hasMessage("arms have percentages that do not add up to 100: 110");
        arms.put("other", new ArmOptions("b", null));
        assertThatThrownBy(() -> options(null, arms))
                .hasMessage("arms need a percentage, but for the first; other has none");
        arms.put("other", new ArmOptions("b", 10.0));
        assertThat(options(null, arms).percents()).containsEntry("other", 10.0);
        assertThatThrownBy(() -> options("control", arms))
                .hasMessage("canary names an arm other than the first: other");
        assertThatThrownBy(() -> new CanaryOptions("x", List.of(5.0, 1.0), null, null, null, null))
                .hasMessageStartingWith("ramp ");
    }

    private static SplitOptions options(@Nullable String canary, Map<String, ArmOptions> arms) {
        return new SplitOptions(
                null, arms, canary == null ? null : new CanaryOptions(canary, null, null, null, null, null));
    }
}
