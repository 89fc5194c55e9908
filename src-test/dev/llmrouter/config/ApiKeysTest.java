package dev.llmrouter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmrouter.fixture.Shipped;
import dev.llmrouter.key.ApiKey;
import dev.llmrouter.provider.OpenAiProvider;
import dev.llmrouter.provider.ProviderFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {

    private final Map<String, String> vault = new HashMap<>(Map.of("A", "sk-value-a", "B", "sk-value-b", "NONE", ""));

    private String resolve(String written) {
        return written.startsWith("{{env:")
                ? Objects.requireNonNull(vault.get(written.substring(6, written.length() - 2)))
                : written;
    }

    private RouterConfig read(String provider) {
        Map<String, ProviderFactory<?>> factories = Shipped.factories();
        Kinds types = new Kinds(
                type -> Optional.<ProviderFactory<?>>ofNullable(factories.get(type))
                        .map(ProviderFactory::options),
                factories.keySet());
        return ConfigReader.read(
                new ConfigText("router.yaml", "providers: { up: " + provider + " }"),
                this::resolve,
                types,
                Sample.POLICIES);
    }

    private List<ApiKey> keys(String apiKeys) {
        OpenAiProvider.Options options =
                (OpenAiProvider.Options) Objects.requireNonNull(read("{ type: openai, apiKeys: " + apiKeys + " }")
                                .providers()
                                .get("up"))
                        .options();
        return Objects.requireNonNull(options.apiKeys());
    }

    @Test
    void aReferenceStandsForAKeyAndOneMaySayItsWeight() {
        List<ApiKey> keys = keys("[ \"{{env:A}}\", { key: \"{{env:B}}\", weight: 3 } ]");
        assertThat(keys).extracting(ApiKey::weight).containsExactly(1, 3);
        assertThat(keys).extracting(key -> key.key().reveal()).containsExactly("sk-value-a", "sk-value-b");
        assertThat(keys.toString()).doesNotContain("sk-value");
    }

    @Test
    void aKeyThatIsNotThereIsUnset() {
        assertThat(keys("[ \"{{env:NONE}}\", \"{{env:A}}\" ]"))
                .extracting(key -> key.key().isSet())
                .containsExactly(false, true);
    }

    @Test
    void aReferenceMayLeadToAnotherValueLater() {
        ApiKey key = keys("[ \"{{env:A}}\" ]").get(0);
        vault.put("A", "sk-value-new");
        assertThat(key.key().lookedUpAgain().reveal()).isEqualTo("sk-value-new");
        assertThat(key.key().lookedUpAgain().lookedUpAgain().reveal()).isEqualTo("sk-value-new");
        assertThat(key.key().reveal()).isEqualTo("sk-value-a");
        vault.put("A", "");
        assertThat(key.key().lookedUpAgain().isSet()).isFalse();
        assertThat(key.key().lookedUpAgain().origin()).isEqualTo("env:A");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "apiKeys: [ sk-literal ] | apiKeys[0].key: expected a reference to a secret",
                "apiKeys: [ { key: sk-literal } ] | apiKeys[0].key: expected a reference to a secret",
                "apiKeys: [ { weight: 2 } ] | apiKeys[0].key: missing",
                "apiKeys: [ { key: '{{env:A}}', weight: 0 } ] | apiKeys[0].weight: must be at least 1",
                "apiKeys: [ { key: '{{env:A}}', wait: 1 } ] | apiKeys[0].wait: unknown key",
                "apiKeys: [] | apiKeys: must be at least 1 items",
                "apiKeys: '{{env:A}}' | apiKeys: expected a list",
                "apiKeys: [ {{env:A}} ] | apiKeys[0]: put quotes around",
                "apiKeys: [ '{{env:B}}' ], apiKey: '{{env:A}}' | apiKeys: can't stand beside apiKey",
            })
    void aMistakeIsToldWhereItIs(String written, String problem) {
        assertThatThrownBy(() -> read("{ type: openai, " + written + " }"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("providers.up." + problem)
                .hasMessageNotContaining("sk-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "azure", "anthropic", "gemini", "mistral", "ollama"})
    void everyKindOfProviderTakesSeveralAndNotBoth(String type) {
        read("{ type: " + type + ", apiKeys: [ \"{{env:A}}\", \"{{env:B}}\" ] }");
        assertThatThrownBy(() -> read("{ type: " + type + ", apiKeys: [ \"{{env:A}}\" ], apiKey: \"{{env:A}}\" }"))
                .hasMessageContaining("can't stand beside apiKey");
    }
}
