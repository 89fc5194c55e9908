package dev.llmrouter.experiment;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.policy.Unit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The options of {@code split}: what is compared, and with whom. The first of the arms is the control. */
@Doc("arms to compare: every unit of callers always gets the same one")
public record SplitOptions(
        @Doc(
                        "whose calls stay together: user, session, tenant, call or header:NAME; default the user, else the session,"
                                + " else every call by itself")
                @Nullable
                String by,
        @Doc(value = "the arms, by name; the first is the control, which gets what the others leave", required = true)
                Map<String, ArmOptions> arms,
        @Doc("lets one arm in step by step") @Nullable CanaryOptions canary) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** Whatever does not fit together is refused. */
    public SplitOptions {
        unit(by);
        if (arms.size() < 2) {
            throw new IllegalArgumentException("arms are two at least, the first of which is the control");
        }
        List<String> names = List.copyOf(arms.keySet());
        if (canary != null && names.indexOf(canary.arm()) < 1) {
            throw new IllegalArgumentException(
                    "canary names an arm other than the first: " + String.join(", ", names.subList(1, names.size())));
        }
        for (String name : names) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("arms have names of letters, digits and . _ - only");
            }
        }
        for (String name : names.subList(1, names.size())) {
            if (percent(arms, name) == null && (canary == null || !canary.arm().equals(name))) {
                throw new IllegalArgumentException("arms need a percentage, but for the first; " + name + " has none");
            }
        }
        Shares.of(names, percents(arms));
    }

    /** {@return whose calls get the same arm; a call that does not tell gets one by itself} */
    Unit unit() {
        return unit(by);
    }

    private static Unit unit(@Nullable String by) {
        if (by == null) {
            return call -> {
                String user = Unit.user(call);
                return user == null ? Unit.session(call) : user;
            };
        }
        return by.equals("call")
                ? call -> null
                : Unit.named(by)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "by is one of user, session, tenant, call and header:NAME, not "
                                        + (by.length() > 40 ? "that" : by)));
    }

    /** {@return the percentages to begin with, of those arms that say one} */
    Map<String, Double> percents() {
        Map<String, Double> percents = percents(arms);
        if (canary != null) {
            percents.put(canary.arm(), canary.ramp().get(0));
            percents.remove(arms.keySet().iterator().next());
        }
        return percents;
    }

    private static Map<String, Double> percents(Map<String, ArmOptions> arms) {
        Map<String, Double> percents = new HashMap<>();
        arms.forEach((name, arm) -> {
            if (arm.percent() != null) {
                percents.put(name, arm.percent());
            }
        });
        return percents;
    }

    private static @Nullable Double percent(Map<String, ArmOptions> arms, String name) {
        ArmOptions arm = arms.get(name);
        return arm == null ? null : arm.percent();
    }
}
