package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmrouter.catalog.Secret;
import dev.llmrouter.config.ConfigException;
import dev.llmrouter.provider.OpenAiProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.PropertiesFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where secrets come from. */
class ReferencesTest {

    private final DefaultCamelContext camel = new DefaultCamelContext();

    private final Path folder;

    ReferencesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    private Secret key(String reference) throws IOException {
        Path config = Files.writeString(
                folder.resolve("router.yaml"),
                "providers: { up: { type: openai, apiKey: '" + reference + "' } }\ntargets: {}");
        OpenAiProvider.Options options = (OpenAiProvider.Options) Objects.requireNonNull(
                        LlmRouter.read(camel, config).config().providers().get("up"))
                .options();
        return Objects.requireNonNull(options.apiKey());
    }

    @Test
    void aFileHoldsASecretAndMayBeExchanged() throws IOException {
        Path file = Files.writeString(folder.resolve("openai"), "sk-first\n");
        Secret key = key("{{file:" + file + "}}");
        assertThat(key.reveal()).isEqualTo("sk-first");
        Files.writeString(file, "sk-second\n");
        assertThat(key.lookedUpAgain().reveal()).isEqualTo("sk-second");
        Files.delete(file);
        assertThatThrownBy(() -> key.lookedUpAgain().reveal()).isInstanceOf(RuntimeException.class);
    }

    @Test
    void aFileThatNeedNotBeThereIsAnUnsetSecret() throws IOException {
        assertThat(key("{{file:" + folder.resolve("none") + ":}}").isSet()).isFalse();
    }

    @Test
    void aFileThatIsNotThereIsAMistake() {
        assertThatThrownBy(() -> key("{{file:" + folder.resolve("none") + "}}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("providers.up.apiKey: its placeholder can't be resolved");
    }

    @ParameterizedTest
    @CsvSource({
        "aws, org.apache.camel:camel-aws-secrets-manager",
        "azure, org.apache.camel:camel-azure-key-vault",
        "gcp, org.apache.camel:camel-google-secret-manager",
    })
    void aVaultWhoseJarIsNotThereIsNamedAndItsPathIsNoKey(String function, String advice) {
        assertThatThrownBy(() -> key("{{" + function + ":secret:llm/openai#key}}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("there is no property function '" + function + "' here")
                .hasMessageContaining(advice)
                .hasMessageNotContaining("llm/openai");
    }

    @Test
    void anotherWordIsAPropertyWithADefault() throws IOException {
        assertThat(key("{{MY_KEY:for-tests}}").reveal()).isEqualTo("for-tests");
    }

    @Test
    void anApplicationsOwnFunctionLeadsIntoItsVault() throws IOException {
        Map<String, String> vault = new java.util.HashMap<>(Map.of("llm/openai", "sk-vault"));
        camel.getPropertiesComponent().addPropertiesFunction(new PropertiesFunction() {
            @Override
            public String getName() {
                return "mine";
            }

            @Override
            public String apply(String name) {
                return Objects.requireNonNull(vault.get(name));
            }
        });
        Secret key = key("{{mine:llm/openai}}");
        assertThat(key.reveal()).isEqualTo("sk-vault");
        vault.put("llm/openai", "sk-rotated");
        assertThat(key.lookedUpAgain().reveal()).isEqualTo("sk-rotated");
    }
}
