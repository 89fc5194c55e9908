package dev.llmrouter.config;

import static dev.llmrouter.config.Sample.named;
import static dev.llmrouter.config.Sample.problems;
import static dev.llmrouter.config.Sample.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.call.Permissions;
import dev.llmrouter.call.Wish;
import dev.llmrouter.catalog.DataTerms;
import dev.llmrouter.catalog.Demand;
import dev.llmrouter.catalog.ModelFacts;
import dev.llmrouter.catalog.Retention;
import dev.llmrouter.catalog.Target;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemandEntriesTest {

    static final String GOVERNED =
            """
            providers:
              cloud: { type: cloud, region: eu, dataRetention: 30d, training: false }
              sim:   { type: standIn }
            targets:
              mini: { provider: cloud, model: m, region: eu-west-1, quantization: fp8 }
              off:  { provider: cloud, model: n, dataRetention: none, disabled: true }
            models:
              smart: { of: [ mini, sim/any ], require: { region: [ eu, ch ], training: false } }
            require: { notProviders: [ sim ], targets: [ mini, sim/any ] }
            labels:
              pii: { dataRetention: none, training: false }
              here: { region: "{{env:WRONG}}", providers: cloud, quantization: [ fp8, unknown ] }
            tenants:
              acme: { models: [ smart, "cloud/*" ], require: { providers: [ cloud, standIn ] }, wishes: [ models ] }
              free: {}
            """;

    @Test
    void aTargetSaysWhatItsProviderDoesNot() {
        RouterConfig config = read(GOVERNED);
        DataTerms cloud = named("cloud", config.providers()).terms();
        assertThat(cloud).isEqualTo(new DataTerms("eu", Retention.parse("30d"), false, null));
        assertThat(named("sim", config.providers()).terms()).isEqualTo(DataTerms.UNKNOWN);
        Target mini = named("mini", config.targets()).target("mini", ModelFacts.UNKNOWN, cloud);
        assertThat(mini.terms()).isEqualTo(new DataTerms("eu-west-1", Retention.parse("30d"), false, "fp8"));
        assertThat(mini.disabled()).isFalse();
        Target off = named("off", config.targets()).target("off", ModelFacts.UNKNOWN, cloud);
        assertThat(off.terms()).isEqualTo(new DataTerms("eu", Retention.NONE, false, null));
        assertThat(off.disabled()).isTrue();
    }

    @Test
    void readsDemandsWhereverTheyStand() {
        RouterConfig config = read(GOVERNED);
        assertThat(named("smart", config.models()).terms().require())
                .isEqualTo(new Demand(List.of("eu", "ch"), null, false, null, null, null, null));
        assertThat(config.require())
                .isEqualTo(new Demand(null, null, null, null, List.of("sim"), List.of("mini", "sim/any"), null));
        assertThat(config.labels()).containsOnlyKeys("pii", "here");
        assertThat(named("pii", config.labels()))
                .isEqualTo(new Demand(null, Retention.NONE, false, null, null, null, null));
        assertThat(named("here", config.labels()))
                .isEqualTo(new Demand(
                        List.of("hidden-value"), null, null, List.of("cloud"), null, null, List.of("fp8", "unknown")));
    }

    @Test
    void aTenantMayAllThatItIsNotForbidden() {
        RouterConfig config = read(GOVERNED);
        Permissions acme = named("acme", config.tenants()).permissions("acme");
        assertThat(acme.tenant()).isEqualTo("acme");
        assertThat(acme.models().has("cloud/x")).isTrue();
        assertThat(acme.models().has("mini")).isFalse();
        assertThat(acme.demands())
                .containsExactly(new Demand(null, null, null, List.of("cloud", "standIn"), null, null, null));
        assertThat(acme.wishes()).isEqualTo(Set.of(Wish.MODELS));
        Permissions free = named("free", config.tenants()).permissions("free");
        assertThat(free.models().has("anything")).isTrue();
        assertThat(free.demands()).isEmpty();
        assertThat(free.wishes()).isEqualTo(Wish.ALL);
    }

    @Test
    void anOptionOfTheProviderThatIsCalledLikeATermIsTheOption() {
        record Regional(String region) {}
        Kinds types = new Kinds(type -> java.util.Optional.of(Regional.class), Set.of("regional"));
        ProviderEntry entry = Objects.requireNonNull(ConfigReader.read(
                        new ConfigText("f", "providers: { p: { type: regional, region: eu, training: false } }"),
                        text -> text,
                        types,
                        Sample.POLICIES)
                .providers()
                .get("p"));
        assertThat(entry.options()).isEqualTo(new Regional("eu"));
        assertThat(entry.terms()).isEqualTo(new DataTerms(null, null, false, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dataRetention: 30d | dataRetention: forever | providers.cloud.dataRetention: expected none or a time, such as 30d or 24h",
                "dataRetention: 30d | dataRetention: 30 | providers.cloud.dataRetention: expected none or a time",
                "region: eu, data | regoin: eu, data | providers.cloud.regoin: unknown key; did you mean region?",
                "training: false } # | training: no } | providers.cloud.training: expected true or false",
                "disabled: true | disabled: 1 | targets.off.disabled: expected true or false",
                "region: [ eu, ch ] | region: [ eu, 7 ] | models.smart.require.region[1]: expected text",
                "region: [ eu, ch ] | region: [] | models.smart.require.region: must be at least 1 items",
                "region: [ eu, ch ] | region: | models.smart.require.region: expected a list",
                "region: [ eu, ch ] | region: [ eu, ' ' ] | models.smart.require.region: has a blank name",
                "dataRetention: none, training: false | dataRetention: none, training: true | labels.pii.training: can only be false here",
                "notProviders: [ sim ] | notProviders: [ smi ] | require.notProviders[0]: unknown provider smi; did you mean sim?",
                "notProviders: [ sim ] | notProviders: smi | require.notProviders[0]: unknown provider smi; did you mean sim?",
                "targets: [ mini, sim/any ] | targets: [ minni ] | require.targets[0]: unknown target minni; did you mean mini?",
                "targets: [ mini, sim/any ] | targets: [ some/any ] | require.targets[0]: unknown provider some",
                "providers: [ cloud, standIn ] | providers: [ clod ] | tenants.acme.require.providers[0]: unknown provider clod",
                "{{env:WRONG}} | {{env:UNSET:}} | labels.here.region: must be at least 1 items",
                "notProviders: [ sim ] | notProviders: [ sim, '{{env:UNSET:}}' ] | require.notProviders: a placeholder comes to nothing here",
                "dataRetention: none, training: false | dataRetention: '{{env:UNSET:}}' | labels.pii.dataRetention: a placeholder comes to nothing here",
                "dataRetention: none, training: false | training: '{{env:UNSET:}}' | labels.pii.training: a placeholder comes to nothing here",
                "pii: | 'p,ii': | labels.p,ii: a name here is made of letters, digits and . _ - only",
                "acme: | a b: | tenants.a b: a name here is made of letters",
                "models: [ smart, \"cloud/*\" ] | models: [] | tenants.acme.models: must be at least 1 items",
                "free: {} | free: | tenants.free: expected keys and values",
                "require: { notP | require: { notp | require.notproviders: unknown key",
            })
    void refusesWhatDemandsNothingOrTheWrongThing(String before, String after, String problem) {
        String good = GOVERNED.replace("training: false }\n  sim", "training: false } #\n  sim");
        assertThat(good).contains(before);
        assertThat(problems(good.replace(before, after))).anyMatch(said -> said.contains(problem));
    }
}
