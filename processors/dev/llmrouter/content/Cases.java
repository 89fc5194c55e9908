package dev.llmrouter.content;

import dev.llmrouter.policy.PolicyParts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Builds the cases of one policy, and says of each mistake where it stands. */
final class Cases {

    private final PolicyParts parts;
    private final Conditions conditions;
    private final List<Branch> branches = new ArrayList<>();
    private List<Branch.Named> named = new ArrayList<>();

    Cases(PolicyParts parts) {
        this.parts = parts;
        this.conditions = new Conditions(parts.camel());
    }

    /** Adds a case of the policy {@code content}; what costs least is asked first. */
    void add(Rule rule) {
        condition("header", rule.header(), name -> Conditions.header(name, rule.is()));
        condition("within", rule.within(), Conditions::within);
        condition("simple", rule.simple(), conditions::simple);
        condition("regex", rule.regex(), Conditions::regex);
        condition("language", rule.language(), Conditions::language);
        condition("bean", rule.bean(), name -> conditions.bean(name, rule.method()));
        condition("expression", rule.expression(), conditions::expression);
        condition("jsonpath", rule.jsonpath(), conditions::jsonpath);
        condition("xpath", rule.xpath(), conditions::xpath);
        close(rule.use());
    }

    /** Adds a case of the policy {@code lookup}. */
    void add(LookupRule rule) {
        condition("is", rule.is(), value -> scratch -> value.equals(Found.text(scratch)));
        condition("simple", rule.simple(), conditions::simple);
        condition("jsonpath", rule.jsonpath(), conditions::jsonpath);
        close(rule.use());
    }

    private <T> void condition(String key, @Nullable T written, Function<T, Condition> make) {
        if (written == null) {
            return;
        }
        String at = "when[" + branches.size() + "]." + key;
        try {
            String what = "model " + parts.model() + ": " + at;
            Complaints complaints = new Complaints(what, "it counts as not matching");
            named.add(new Branch.Named(at, make.apply(written), complaints));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(at + " " + e.getMessage(), e);
        }
    }

    private void close(String use) {
        String keys = named.stream()
                .map(Branch.Named::at)
                .map(at -> at.substring(at.indexOf('.') + 1))
                .collect(Collectors.joining(" and "));
        branches.add(new Branch("when[" + branches.size() + "] " + keys, named, use, parts.member(use)));
        named = new ArrayList<>();
    }

    /** {@return all that were added, and what holds where none of them does} */
    Branches otherwise(String use, boolean fallback) {
        return new Branches(branches, new Branch("otherwise", List.of(), use, parts.member(use)), fallback);
    }
}
