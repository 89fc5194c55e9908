package dev.llmrouter.wire;

import dev.llmrouter.outcome.FailureClass;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** What refusals of servers mean, as the operator says. Immutable. */
public final class RefusalRules {

    /** None. */
    public static final RefusalRules NONE = new RefusalRules(List.of());

    /** Under which they are in the registry. */
    public static final String NAME = "refusalRules";

    private final List<RefusalRule> rules;
    private final List<Pattern> patterns;

    /** Those of any provider; the first that fits holds. */
    public RefusalRules(List<RefusalRule> rules) {
        this.rules = List.copyOf(rules);
        this.patterns = this.rules.stream()
                .map(rule -> Pattern.compile(rule.says() == null ? "" : rule.says()))
                .toList();
    }

    /** {@return those that hold of a provider, of all that a context has} */
    public static RefusalRules of(String provider, CamelContext camel) {
        RefusalRules all = camel.getRegistry().lookupByNameAndType(NAME, RefusalRules.class);
        return all == null
                ? NONE
                : new RefusalRules(all.rules.stream()
                        .filter(rule ->
                                rule.provider() == null || rule.provider().equals(provider))
                        .toList());
    }

    boolean isEmpty() {
        return rules.isEmpty();
    }

    /** {@return what a refusal is; null where no rule fits} */
    @Nullable
    FailureClass meant(int status, String said) {
        CharSequence seen = said.length() > RefusalRule.SEEN ? said.substring(0, RefusalRule.SEEN) : said;
        for (int i = 0; i < rules.size(); i++) {
            RefusalRule rule = rules.get(i);
            boolean isOfStatus = rule.status() == null || rule.status() == status;
            if (isOfStatus && patterns.get(i).matcher(seen).find()) {
                return rule.is().kind();
            }
        }
        return null;
    }
}
