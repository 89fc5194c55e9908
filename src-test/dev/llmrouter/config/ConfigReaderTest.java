package dev.llmrouter.config;

import static dev.llmrouter.config.Sample.GOOD;
import static dev.llmrouter.config.Sample.named;
import static dev.llmrouter.config.Sample.problems;
import static dev.llmrouter.config.Sample.problemsWith;
import static dev.llmrouter.config.Sample.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmrouter.catalog.BreakerLimits;
import dev.llmrouter.catalog.Capability;
import dev.llmrouter.catalog.DataTerms;
import dev.llmrouter.catalog.Demand;
import dev.llmrouter.catalog.MinuteLimits;
import dev.llmrouter.catalog.ModelFacts;
import dev.llmrouter.catalog.Price;
import dev.llmrouter.catalog.Secret;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.catalog.Timeouts;
import dev.llmrouter.catalog.Unsupported;
import dev.llmrouter.config.Sample.CloudOptions;
import dev.llmrouter.config.Sample.Level;
import dev.llmrouter.config.Sample.StandInOptions;
import dev.llmrouter.policy.Members;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {

    private static final String AT = "config/router.yaml:";
    private static final Timeouts SLOW =
            new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(20), Duration.ofMillis(500), Duration.ofHours(1));

    // what is good

    @Test
    void readsProvidersWithTheOptionsOfTheirType() {
        assertThat(read(GOOD).providers())
                .containsExactly(
                        Map.entry(
                                "cloud",
                                new ProviderEntry(
                                        "cloud",
                                        new CloudOptions(
                                                URI.create("https://llm.example/v1"),
                                                Secret.of(Sample.KEY),
                                                null,
                                                Map.of("X-Team", "a")),
                                        DataTerms.UNKNOWN)),
                        Map.entry(
                                "off",
                                new ProviderEntry(
                                        "cloud",
                                        new CloudOptions(null, Secret.unset("env:UNSET"), null, null),
                                        DataTerms.UNKNOWN)),
                        Map.entry(
                                "sim",
                                new ProviderEntry(
                                        "standIn",
                                        new StandInOptions(
                                                Duration.ofMillis(20),
                                                0.5,
                                                7L,
                                                true,
                                                Level.VERY_HIGH,
                                                List.of("a", "b")),
                                        DataTerms.UNKNOWN)));
    }

    private static final ModelFacts CATALOGUED = new ModelFacts(
            "Mini",
            1_000_000,
            1000,
            List.of(Capability.VISION),
            new Price(9.0, 9.0, 9.0, 9.0, 9.0, 0.5),
            LocalDate.of(2026, 1, 1));

    @Test
    void readsTargetsAndFillsInDefaults() {
        Map<String, TargetEntry> targets = read(GOOD).targets();
        assertThat(targets.keySet()).containsExactly("mini", "big");
        assertThat(named("mini", targets).target("mini", CATALOGUED, DataTerms.UNKNOWN))
                .isEqualTo(new Target(
                        "mini",
                        "cloud",
                        "gpt-4.1-mini",
                        3,
                        20,
                        MinuteLimits.NONE,
                        SLOW,
                        new BreakerLimits(40, null, null, null, null, null, null),
                        Unsupported.DROP,
                        new ModelFacts(
                                "Mini",
                                1_000_000,
                                1000,
                                List.of(Capability.VISION),
                                new Price(0.4, null, null, 1.6, null, null),
                                LocalDate.of(2026, 1, 1)),
                        DataTerms.UNKNOWN,
                        false));
        ModelFacts own = new ModelFacts(
                "Mini",
                1_000_000,
                32_768,
                List.of(Capability.TOOLS, Capability.JSON_SCHEMA),
                CATALOGUED.price(),
                LocalDate.of(2027, 1, 31));
        assertThat(named("big", targets).target("big", CATALOGUED, DataTerms.in("us")))
                .isEqualTo(new Target(
                        "big",
                        "cloud",
                        "4.1",
                        1,
                        1000,
                        MinuteLimits.NONE,
                        SLOW,
                        BreakerLimits.DEFAULT,
                        Unsupported.DROP,
                        own,
                        DataTerms.in("us"),
                        false));
    }

    @Test
    void readsModelsInTheOrderOfTheFile() {
        Map<String, ModelEntry> models = read(GOOD).models();
        assertThat(models.keySet()).containsExactly("smart", "cheap");
        assertModel(named("smart", models), "priority", 1, "mini", "big", "sim/any/model");
        assertModel(named("cheap", models), "weighted", 2, "smart", "big");
    }

    private static void assertModel(ModelEntry model, String policy, double weight, String... of) {
        assertThat(model.policy()).isEqualTo(policy);
        assertThat(model.options()).isEqualTo(new Members(List.of(of)));
        assertThat(model.members()).containsExactly(of);
        assertThat(model.terms().weight()).isEqualTo(weight);
        assertThat(model.terms().shadow()).isNull();
    }

    @Test
    void givesRecordsThatCannotBeChanged() {
        assertThatThrownBy(() -> read(GOOD).models().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void takesASectionWithNothingInItAsEmpty() {
        assertThat(read("providers: { sim: { type: standIn } }\ntargets:\nmodels: {}")
                        .targets())
                .isEmpty();
    }

    @Test
    void mergesWhatAnAnchorHoldsUnderTheKeysThatAreThere() {
        RouterConfig config = read(GOOD.replace(
                "models:",
                "  own: &own { provider: sim, model: a, weight: 9 }\n  two: { <<: *own, model: b }\nmodels:"));
        TargetEntry two = named("two", config.targets());
        assertThat(two.provider()).isEqualTo("sim");
        assertThat(two.model()).isEqualTo("b");
        assertThat(two.weight()).isEqualTo(9);
    }

    @Test
    void resolvesPlaceholdersAsCamelDoes() {
        System.setProperty("llm.router.test", "1.5");
        CamelContext camel = new DefaultCamelContext();
        String yaml = GOOD.replace("weight: 3", "weight: \"{{sys:llm.router.test}}\"")
                .replace("{{env:KEY}}", "{{env:NO_SUCH:k}}");
        RouterConfig config = ConfigReader.read(
                new ConfigText("f", yaml), camel::resolvePropertyPlaceholders, Sample.PROVIDERS, Sample.POLICIES);
        assertThat(named("mini", config.targets()).weight()).isEqualTo(1.5);
        assertThat(named("off", config.providers()).options())
                .isEqualTo(new CloudOptions(null, Secret.unset("env:UNSET"), null, null));
    }

    @Test
    void readsAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("router.yaml"), GOOD);
        assertThat(ConfigReader.read(ConfigText.of(file), Sample::resolve, Sample.PROVIDERS, Sample.POLICIES))
                .isEqualTo(read(GOOD));
    }

    // YAML

    @Test
    void givesTheLineOfASyntaxError() {
        assertThat(problems("providers:\n  a: [1\nb: 2\n"))
                .singleElement()
                .asString()
                .startsWith(AT + "3: not YAML: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n# nothing\n", "---\n", "~"})
    void refusesAnEmptyFile(String yaml) {
        assertThat(problems(yaml)).containsExactly(AT + "1: the file is empty; it needs at least providers");
    }

    @Test
    void refusesASecondDocument() {
        assertThat(problems(GOOD + "---\na: b\n"))
                .containsExactly(AT + "18: a second document starts here; write one document only");
    }

    @Test
    void refusesAFileThatIsNoMapping() {
        assertThat(problems("- a")).containsExactly(AT + "1: expected keys and values, such as {providers: ...}");
    }

    @Test
    void refusesMoreThanOneMegabyte() {
        assertThat(problems(GOOD + "#".repeat(1 << 20))).containsExactly(AT + "1: the file is larger than 1 MB");
    }

    @Test
    void refusesDeepNesting() {
        assertThat(problems("a: " + "[".repeat(100_000))).containsExactly(AT + "1: nested more than 50 deep");
    }

    @Test
    void refusesAliasesThatMultiply() {
        String bomb = IntStream.range(1, 40)
                .mapToObj(i -> "a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1))
                .collect(Collectors.joining("", "a0: &a0 [x, x]\n", ""));
        assertThat(problems(bomb)).containsExactly(AT + "1: its aliases make more than 100000 values");
    }

    @Test
    void refusesAnAliasThatContainsItself() {
        assertThat(problems("providers: &p\n  sim: *p\n"))
                .containsExactly(AT + "1: what is anchored here contains itself");
    }

    @Test
    void saysWhichFileIsMissing(@TempDir Path folder) {
        Path file = folder.resolve("no.yaml");
        assertThatThrownBy(() ->
                        ConfigReader.read(ConfigText.of(file), Sample::resolve, Sample.PROVIDERS, Sample.POLICIES))
                .isInstanceOf(ConfigException.class)
                .hasMessage(file + ":1: there is no such file");
    }

    @Test
    void refusesAFileThatIsNotInUtf8(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("f.yaml"), "a: ä".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() ->
                        ConfigReader.read(ConfigText.of(file), Sample::resolve, Sample.PROVIDERS, Sample.POLICIES))
                .hasMessage(file + ":1: the file is not in UTF-8");
    }

    // keys

    @Test
    void namesTheNearestKeyForATypo() {
        assertThat(problemsWith("    weight: 3", "    wieght: 3"))
                .containsExactly(AT + "9: targets.mini.wieght: unknown key; did you mean weight?");
    }

    @Test
    void listsTheKnownKeysWhenNoneIsNear() {
        assertThat(problemsWith("breaker: { failureRate: 40 }", "breaker: { colour: 40 }"))
                .containsExactly(
                        AT
                                + "12: targets.mini.breaker.colour: unknown key; known: failureRate, minimumCalls, openFor, ramp, slowCall, slowCallRate, window");
    }

    @Test
    void namesTheNearestOptionOfAProvider() {
        assertThat(problemsWith("latency: 20ms", "latncy: 20ms"))
                .containsExactly(AT + "4: providers.sim.latncy: unknown key; did you mean latency?");
    }

    @Test
    void doesNotBlameReferencesForASectionThatIsMisspelt() {
        assertThat(problemsWith("targets:", "target:"))
                .containsExactly(AT + "5: target: unknown key; did you mean targets?");
    }

    @Test
    void refusesADuplicateKey() {
        assertThat(problemsWith("    weight: 3", "    model: other"))
                .containsExactly(AT + "9: targets.mini.model: duplicate key; it stands in line 8 already");
    }

    @Test
    void reportsAMissingKeyAtTheEntryThatLacksIt() {
        assertThat(problemsWith("    provider: cloud\n", ""))
                .containsExactly(AT + "6: targets.mini.provider: missing; it is the name of a provider of this file");
    }

    @Test
    void refusesABlankWhereTextIsRequired() {
        assertThat(problemsWith("model: gpt-4.1-mini", "model: ''"))
                .containsExactly(AT + "8: targets.mini.model: is blank; it is what the provider calls the model");
    }

    @Test
    void refusesARequiredValueWhosePlaceholderIsBlank() {
        assertThat(problemsWith("model: gpt-4.1-mini", "model: \"{{env:BLANK}}\""))
                .containsExactly(AT + "8: targets.mini.model: is blank; it is what the provider calls the model");
    }

    @Test
    void refusesAKeyWithoutItsValue() {
        assertThat(problemsWith("weight: 3", "weight:"))
                .containsExactly(
                        AT
                                + "9: targets.mini.weight: has no value; give one or leave the key out; expected a number, such as 0.5");
    }

    // types and ranges

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model: gpt-4.1-mini | model: 4.1 | 8 | targets.mini.model | text; put it in quotes if it looks like a number",
                "connect: 2s | connect: 2 | 11 | targets.mini.timeouts.connect | a duration, such as 2s, 500ms, 5m, 1h or 30d",
                "connect: 2s | connect: 2 sec | 11 | targets.mini.timeouts.connect | a duration, such as 2s, 500ms, 5m, 1h or 30d",
                "connect: 2s | connect: [2s] | 11 | targets.mini.timeouts.connect | a duration, such as 2s, 500ms, 5m, 1h or 30d",
                "weight: 3 | weight: many | 9 | targets.mini.weight | a number, such as 0.5",
                "weight: 3 | weight: '\"3\"' | 9 | targets.mini.weight | a number, such as 0.5",
                "weight: 3 | weight: .inf | 9 | targets.mini.weight | a number, such as 0.5",
                "failureRate: 40 | failureRate: 4.5 | 12 | targets.mini.breaker.failureRate | a whole number of at most 9 digits, such as 3",
                "seed: 7 | seed: 1e3 | 4 | providers.sim.seed | a whole number of at most 18 digits, such as 3",
                "loud: true | loud: yes | 4 | providers.sim.loud | true or false",
                "level: veryHigh | level: VERY_HIGH | 4 | providers.sim.level | one of low, veryHigh",
                "tags: [a, b] | tags: a | 4 | providers.sim.tags | a list, such as [a, b]",
                "tags: [a, b] | tags: [a, 5] | 4 | providers.sim.tags[1] | text; put it in quotes if it looks like a number",
                "headers: { X-Team: a } | headers: [a] | 2 | providers.cloud.headers | names and values, such as {name: ...}",
                "breaker: { failureRate: 40 } | breaker: 40 | 12 | targets.mini.breaker | keys and values, such as {failureRate: ...}",
            })
    void saysWhatTypeIsExpectedWithAnExample(String before, String after, int line, String path, String expected) {
        String written = after.replace("'", "");
        assertThat(problemsWith(before, written)).containsExactly(AT + line + ": " + path + ": expected " + expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://h/", "/v1", "llm.example", "https://user:pass@llm.example", "http:///v1", "not a uri"})
    void refusesAnAddressThatIsNotAWebAddressWithoutShowingIt(String address) {
        assertThat(problemsWith("https://llm.example/v1", address))
                .containsExactly(AT
                        + "2: providers.cloud.baseUrl: expected an http or https address without user and password,"
                        + " such as https://example.com/v1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "weight: 3 | weight: -1 | 9 | targets.mini.weight: must be at least 0",
                "\"{{env:LIMIT:20}}\" | 0 | 10 | targets.mini.concurrentRequests: must be at least 1",
                "failureRate: 0.5 | failureRate: 1.01 | 4 | providers.sim.failureRate: must be at most 1",
                "of: [smart, big] | of: [] | 17 | models.cheap.of: must be at least 1 items",
            })
    void refusesNumbersOutOfRange(String before, String after, int line, String problem) {
        assertThat(problemsWith(before, after)).containsExactly(AT + line + ": " + problem);
    }

    @Test
    void reportsWhatARecordRefusesAtTheKeyItNames() {
        assertThat(problemsWith("latency: 20ms", "latency: 2h"))
                .containsExactly(AT + "4: providers.sim.latency: is too long with PT2H");
    }

    // provider types

    @Test
    void namesTheNearestProviderType() {
        assertThat(problemsWith("type: standIn", "type: standin"))
                .containsExactly(AT + "4: providers.sim.type: unknown type; did you mean standIn?");
    }

    @Test
    void listsTheProviderTypesWhenNoneIsNear() {
        assertThat(problemsWith("type: standIn", "type: bedrock").toString())
                .contains(AT + "4: providers.sim.type: unknown type; known: ", "cloud", "standIn");
    }

    @Test
    void asksForTheTypeOfAProvider() {
        assertThat(problemsWith("type: standIn, ", ""))
                .singleElement()
                .asString()
                .startsWith(AT + "4: providers.sim.type: missing; known: ");
    }

    @Test
    void saysWhichJarAProviderNeeds() {
        assertThat(problemsWith("type: standIn", "type: heavy"))
                .containsExactly(AT + "4: providers.sim.type: can't be used: add dev.example:heavy to the class path");
    }

    @Test
    void refusesAFileWithoutProviders() {
        assertThat(problems("targets: {}")).singleElement().asString().startsWith(AT + "1: providers: missing");
        assertThat(problems("providers: {}"))
                .containsExactly(AT + "1: providers: no provider; add one, such as sim: {type: simulator}");
    }

    // names

    @Test
    void namesTheNearestProviderForATarget() {
        assertThat(problemsWith("    provider: cloud", "    provider: clout"))
                .containsExactly(AT + "7: targets.mini.provider: unknown provider clout; did you mean cloud?");
    }

    @Test
    void readsWhoMayAskAndSpendHowMuch() {
        RouterConfig config = read(
                GOOD
                        + """

                organizations: { big: { budget: { usd: 500 } } }
                tenants:
                  acme:
                    organization: big
                    keys: [ "{{env:ACME_KEY}}", { key: "{{env:ACME_BUILD}}", name: build, expires: 2027-01-31 } ]
                    requestsPerMinute: 600
                    budget: { usd: 50, per: month }
                    budgets: [ { usd: 5, per: day, hard: false, then: smart } ]
                    perUser: { tokensPerMinute: 1000 }
                """);
        TenantEntry acme = named("acme", config.tenants());
        assertThat(acme.keys()).extracting(KeyEntry::name).containsExactly(null, "build");
        assertThat(acme.limits().budgets()).extracting(BudgetEntry::usd).containsExactly(50.0, 5.0);
        assertThat(acme.perUser().tokensPerMinute()).isEqualTo(1000);
    }

    @Test
    void namesTheNearestOrganizationForATenant() {
        assertThat(problems(GOOD + "\norganizations: { big: {} }\ntenants: { acme: { organization: bug } }"))
                .singleElement()
                .asString()
                .endsWith("tenants.acme.organization: unknown organization bug; did you mean big?");
    }

    @Test
    void aBudgetThatRefusesNeedsNoOtherModel() {
        assertThat(problems(GOOD + "\ntenants: { acme: { budget: { usd: 5, then: smart } } }"))
                .singleElement()
                .asString()
                .contains("tenants.acme.budget.then: is for budgets that are not hard");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tenants: { acme: { budget: { usd: 5 }, budgets: [ { usd: 6 } ] } } | tenants.acme.budgets",
                "tenants: { acme: { perUser: { budgets: [ { usd: 5 }, { usd: 6 } ] } } } | tenants.acme.perUser.budgets",
                "organizations: { big: { budgets: [ { usd: 5, per: day }, { usd: 6, per: day } ] } } | organizations.big.budgets",
                "tenants: { acme: { keys: [ { key: \"{{env:ACME_KEY}}\", budget: { usd: 5 }, limits: { budgets: [ { usd: 6 } ] } } ] } }"
                        + " | tenants.acme.keys[0].budgets",
            })
    void twoBudgetsOfOneKindForTheSameTimeAreAMistake(String yaml, String where) {
        assertThat(problems(GOOD + "\n" + yaml))
                .singleElement()
                .asString()
                .contains(where + ": have two for the same time (per: ");
        assertThat(read(GOOD + "\n" + yaml.replace("usd: 6", "usd: 6, hard: false"))
                        .providers())
                .isNotEmpty();
    }

    @Test
    void limitsOfModelsAndWhatHoldsOfKeysAreRead() {
        RouterConfig config = read(
                GOOD
                        + """

                organizations: { big: { modelLimits: [ { models: [ smart ], concurrentRequests: 3 } ] } }
                tenants:
                  acme:
                    modelLimits: [ { models: [ "gpt-*", smart ], requestsPerMinute: 60 } ]
                    perUser: { modelLimits: [ { models: [ smart ], tokensPerMinute: 1000 } ] }
                    keys:
                      - key: "{{env:ACME_KEY}}"
                        limits: { requestsPerMinute: 7, budgets: [ { usd: 1, per: week } ] }
                        budget: { usd: 2 }
                        budgets: [ { usd: 3, per: day } ]
                        require: { targets: [ mini ] }
                """);
        TenantEntry acme = named("acme", config.tenants());
        assertThat(acme.limits().modelLimits().get(0).models()).containsExactly("gpt-*", "smart");
        assertThat(acme.perUser().modelLimits().get(0).tokensPerMinute()).isEqualTo(1000);
        assertThat(named("big", config.organizations()).limits().modelLimits()).hasSize(1);
        KeyTermsEntry terms = acme.keys().get(0).terms();
        assertThat(terms.all().requestsPerMinute()).isEqualTo(7);
        assertThat(terms.all().budgets()).extracting(BudgetEntry::usd).containsExactly(1.0, 2.0, 3.0);
        assertThat(terms.demands()).extracting(Demand::targets).containsExactly(List.of("mini"));
        assertThat(config.store().redisPrefix()).isEqualTo("llm-router:");
    }

    @Test
    void whatIsWrongWithLimitsOfModelsAndKeysIsNamed() {
        assertThat(
                        problems(
                                GOOD
                                        + """

                store: { redisPrefix: "a b" }
                tenants:
                  acme:
                    modelLimits: [ { models: [ smart ] }, { requestsPerMinute: 1 } ]
                    keys: [ { key: "{{env:ACME_KEY}}", budget: { usd: 1, hard: false, then: smat } } ]
                """))
                .anyMatch(problem -> problem.contains("store.redisPrefix: has to be up to 100 letters, digits"))
                .anyMatch(problem -> problem.contains("tenants.acme.modelLimits[0].models: have no limit here"))
                .anyMatch(problem -> problem.contains("tenants.acme.modelLimits[1].models: missing"))
                .anyMatch(problem -> problem.contains(
                        "tenants.acme.keys[0].budget.then: unknown model or target smat; did you mean smart?"));
    }

    @Test
    void namesTheNearestProviderForARefusal() {
        String rules = "\nfailures:\n  rules:\n    - { provider: %s, status: %s, is: %s }\n";
        assertThat(problems(GOOD + rules.formatted("clout", "418", "overloaded")))
                .singleElement()
                .asString()
                .endsWith("failures.rules[0].provider: unknown provider clout; did you mean cloud?");
        assertThat(problems(GOOD + rules.formatted("cloud", "418", "overlaoded")))
                .singleElement()
                .asString()
                .contains("failures.rules[0].is:", "overloaded");
        assertThat(problems(GOOD + "\nfailures: { rules: [ { says: '(', is: quota } ] }"))
                .singleElement()
                .asString()
                .contains("failures.rules[0].says: can't be read");
    }

    @Test
    void namesTheNearestMemberForAModel() {
        assertThat(problemsWith("of: [mini, big,", "of: [mimi, big,"))
                .containsExactly(AT + "16: models.smart.of[0]: unknown model or target mimi; did you mean mini?");
    }

    @Test
    void refusesAMemberOfAnUnknownProvider() {
        assertThat(problemsWith("sim/any/model", "azure/any"))
                .containsExactly(AT + "16: models.smart.of[2]: unknown provider azure; known: cloud, off, sim");
    }

    @Test
    void stillKnowsTheNameOfATargetThatIsBroken() {
        assertThat(problemsWith("weight: 3", "weight: x")).hasSize(1);
    }

    @Test
    void suggestsAPolicy() {
        assertThat(problemsWith("policy: weighted", "policy: weihgted"))
                .containsExactly(AT + "17: models.cheap.policy: unknown policy; did you mean weighted?");
    }

    @Test
    void aPolicySaysWhichKeysThereAre() {
        assertThat(problemsWith(
                        "cheap: { policy: weighted, of: [smart, big]",
                        "cheap: { policy: rules, otherwise: nobody, of: [x]"))
                .satisfiesExactly(
                        first -> assertThat(first)
                                .isEqualTo(AT + "17: models.cheap.otherwise: unknown model or target nobody;"
                                        + " known: big, cheap, mini, smart"),
                        second -> assertThat(second)
                                .startsWith(AT + "17: models.cheap.of: unknown key; known: ")
                                .contains("otherwise", "policy", "weight", "when"));
    }

    @Test
    void printsACycleAmongModels() {
        assertThat(problemsWith("of: [mini, big,", "of: [mini, cheap,"))
                .containsExactly(AT + "16: models.smart: leads back to itself: smart -> cheap -> smart");
    }

    @Test
    void refusesAModelThatIsItsOwnMember() {
        assertThat(problemsWith("of: [smart, big]", "of: [cheap, big]"))
                .containsExactly(AT + "17: models.cheap: leads back to itself: cheap -> cheap");
    }

    @Test
    void followsAChainOfAnyLength() {
        String chain = IntStream.range(0, 5000)
                .mapToObj(i -> "  m%d: { of: [m%d] }\n".formatted(i, (i + 1) % 5000))
                .collect(Collectors.joining("", GOOD, ""));
        assertThat(problems(chain)).singleElement().asString().contains("m0 -> m1 -> ", " -> m4999 -> m0");
    }

    @Test
    void refusesAModelWithTheNameOfATarget() {
        assertThat(problemsWith("models:\n", "models:\n  mini: { of: [sim/x] }\n"))
                .containsExactly(AT + "16: models.mini: is the name of a target already");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "  off:   { | '  o:f: { ' | 3 | providers.o:f: a name here is made of letters, digits and . _ - only",
                "  big: { | '  big/x: { ' | 14 | targets.big/x: a name here is made of letters, digits and . _ - : only",
                "  cheap: { | '  ché?p: { ' | 17 | models.ché?p: a name here is made of letters, digits and . _ - : / only",
                "  cheap: { | '  sim/x: { ' | 17 | models.sim/x: means the model 'x' of the provider 'sim' already; give the provider or the model another name",
            })
    void refusesNamesThatCannotStandInAnAddress(String before, String after, int line, String problem) {
        assertThat(problemsWith(before.strip(), after.strip())).contains(AT + line + ": " + problem);
    }

    // several at once

    @Test
    void reportsEveryMistakeOfAFileInItsOrder() {
        String bad =
                """
                providers:
                  sim: { type: standIn, latency: soon }
                  cloud: { type: cloud, apiKey: sk-literal }
                targets:
                  mini: { provider: clod, modle: gpt, weight: -1 }
                models:
                  smart: { of: [mini, smrat] }
                """;
        assertThat(problems(bad))
                .containsExactly(
                        AT + "2: providers.sim.latency: expected a duration, such as 2s, 500ms, 5m, 1h or 30d",
                        AT
                                + "3: providers.cloud.apiKey: expected a reference to a secret, never the secret itself: write \"{{env:NAME}}\"",
                        AT + "5: targets.mini.model: missing; it is what the provider calls the model",
                        AT + "5: targets.mini.provider: unknown provider clod; did you mean cloud?",
                        AT + "5: targets.mini.modle: unknown key; did you mean model?",
                        AT + "5: targets.mini.weight: must be at least 0",
                        AT + "7: models.smart.of[1]: unknown model or target smrat; did you mean smart?");
    }

    @Test
    void givesEachProblemAsDataToo() {
        assertThatThrownBy(() -> read(GOOD.replace("    weight: 3", "    wieght: 3")))
                .isInstanceOfSatisfying(ConfigException.class, refusal -> assertThat(refusal.problems())
                        .containsExactly(new Problem(
                                "config/router.yaml",
                                9,
                                5,
                                "targets.mini.wieght",
                                "unknown key; did you mean weight?")));
    }

    @Test
    void printsAKeyWithLineBreaksOnOneLine() {
        assertThat(problemsWith("    weight: 3", "    \"a\\nb:1: forged\": 3")).hasSize(1);
    }
}
