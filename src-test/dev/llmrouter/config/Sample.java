package dev.llmrouter.config;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.catalog.Secret;
import dev.llmrouter.policy.Members;
import dev.llmrouter.policy.ModelName;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/** A good file, two provider types to read it with, and an environment whose values must never be shown. */
final class Sample {

    static final String FILE = "config/router.yaml";
    static final String KEY = "sk-never-shown";

    static final String GOOD =
            """
            providers:
              cloud: { type: cloud, apiKey: "{{env:KEY}}", baseUrl: "https://llm.example/v1", headers: { X-Team: a } }
              off:   { type: cloud, apiKey: "{{env:UNSET:}}" }
              sim:   { type: standIn, latency: 20ms, failureRate: 0.5, seed: 7, loud: true, level: veryHigh, tags: [a, b] }
            targets:
              mini:
                provider: cloud
                model: gpt-4.1-mini
                weight: 3
                concurrentRequests: "{{env:LIMIT:20}}"
                timeouts: &slow { connect: 2s, firstToken: 20s, idle: 500ms, total: 1h }
                breaker: { failureRate: 40 }
                price: { input: 0.4, output: 1.6 }
              big: { provider: cloud, model: "4.1", timeouts: *slow, capabilities: [ tools, jsonSchema ], outputLimit: 32768, sunset: 2027-01-31 }
            models:
              smart: { of: [mini, big, sim/any/model] }
              cheap: { policy: weighted, of: [smart, big], weight: 2 }
            """;

    static final Map<String, Class<? extends Record>> TYPES =
            Map.of("cloud", CloudOptions.class, "standIn", StandInOptions.class);

    static final Kinds PROVIDERS = new Kinds(Sample::options, TYPES.keySet());
    static final Map<String, Class<? extends Record>> POLICY_OPTIONS =
            Map.of("priority", Members.class, "weighted", Members.class, "rules", Rules.class);
    static final Kinds POLICIES =
            new Kinds(name -> Optional.ofNullable(POLICY_OPTIONS.get(name)), POLICY_OPTIONS.keySet());

    private static final Map<String, String> ENVIRONMENT =
            Map.of("KEY", KEY, "WRONG", "hidden-value", "NEGATIVE", "-12345", "SECONDS", "7777s", "BLANK", " ");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{env:([A-Z]+)(?::([^}]*))?}}");

    record CloudOptions(
            @Doc("where it listens") @Nullable URI baseUrl,
            @Doc("the key") @Nullable Secret apiKey,
            @Doc("who pays") @Nullable String organization,
            @Doc("what else to send") @Nullable Map<String, String> headers) {}

    enum Level {
        LOW,
        VERY_HIGH
    }

    record Rule(
            @Doc("what to look for") @Nullable String word,
            @Doc(value = "who answers", required = true) @ModelName String use) {}

    record Rules(
            @Doc("the rules") @Nullable List<Rule> when,
            @Doc(value = "who answers else", required = true) @ModelName String otherwise) {}

    record StandInOptions(
            @Doc("how long it waits") @Nullable Duration latency,
            @Doc("how often it fails") @Range(min = 0, max = 1) @Nullable Double failureRate,
            @Doc("where chance starts") @Nullable Long seed,
            @Doc("whether it logs") @Nullable Boolean loud,
            @Doc("how much") @Nullable Level level,
            @Doc("labels") @Nullable List<String> tags) {

        StandInOptions {
            if (latency != null && latency.toHours() > 0) {
                throw new IllegalArgumentException("latency is too long with " + latency);
            }
        }
    }

    private Sample() {}

    static RouterConfig read(String yaml) {
        return ConfigReader.read(new ConfigText(FILE, yaml), Sample::resolve, PROVIDERS, POLICIES);
    }

    /** {@return the problems of a file, as they are printed} */
    static List<String> problems(String yaml) {
        ConfigException refusal = Assertions.catchThrowableOfType(ConfigException.class, () -> read(yaml));
        Assertions.assertThat(refusal).as("a refusal").isNotNull();
        return refusal.problems().stream().map(Problem::toString).toList();
    }

    /** {@return the problems of a file that is good but for a line put in or replaced} */
    static List<String> problemsWith(String before, String after) {
        Assertions.assertThat(GOOD).contains(before);
        return problems(GOOD.replace(before, after));
    }

    static <T> T named(String name, Map<String, T> entries) {
        return Objects.requireNonNull(entries.get(name), name);
    }

    static Optional<Class<? extends Record>> options(String type) {
        if (type.equals("heavy")) {
            throw new IllegalStateException("add dev.example:heavy to the class path");
        }
        return Optional.ofNullable(TYPES.get(type));
    }

    static String resolve(String written) {
        Matcher matcher = PLACEHOLDER.matcher(written);
        return matcher.replaceAll(found -> Matcher.quoteReplacement(value(found.group(1), found.group(2))));
    }

    private static String value(String name, String otherwise) {
        String value = ENVIRONMENT.getOrDefault(name, otherwise);
        if (value == null) {
            throw new IllegalArgumentException("the vault says " + KEY);
        }
        return value;
    }
}
