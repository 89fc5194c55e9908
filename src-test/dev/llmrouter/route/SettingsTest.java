package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    @TempDir
    private static Path folder = Path.of(".");

    /** Settings that leave nothing behind in the working directory. */
    private static Settings with(String... variables) {
        Map<String, String> environment = new HashMap<>(Map.of("LLM_ROUTER_DATA", folder.toString()));
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        return Settings.of(environment);
    }

    @Test
    void theDefaultIsTheShippedConfigurationOnThisMachineAlone() {
        assertThat(with()).isEqualTo(new Settings(Path.of("config/router.yaml"), "127.0.0.1", 8080, folder));
    }

    @Test
    void variablesOverrideTheDefaults() throws Exception {
        Path config = Files.writeString(folder.resolve("my.yaml"), "");
        assertThat(with(
                        "LLM_ROUTER_CONFIG", config.toString(),
                        "LLM_ROUTER_HOST", " 0.0.0.0 ",
                        "LLM_ROUTER_PORT", "0"))
                .isEqualTo(new Settings(config, "0.0.0.0", 0, folder));
    }

    @Test
    void aBlankVariableIsNone() {
        assertThat(with("LLM_ROUTER_HOST", " ", "LLM_ROUTER_PORT", "").port()).isEqualTo(8080);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "-1", "65536", "80 80", "8080x"})
    void aPortThatIsNoneIsNamed(String port) {
        assertThatThrownBy(() -> with("LLM_ROUTER_PORT", port))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("LLM_ROUTER_PORT is '" + port + "'; expected a number from 0 to 65535.");
    }

    @Test
    void aConfigurationThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> with("LLM_ROUTER_CONFIG", "/no/where.yaml"))
                .hasMessage("There is no configuration at /no/where.yaml. Set LLM_ROUTER_CONFIG to a router.yaml.");
    }

    @Test
    void aFolderForStateIsMadeWhereItIsNot() {
        Path data = folder.resolve("deep/data");
        assertThat(with("LLM_ROUTER_DATA", data.toString()).data()).isDirectory();
    }

    @Test
    void aFolderThatIsAFileIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> with("LLM_ROUTER_DATA", file.toString()))
                .hasMessageContaining("LLM_ROUTER_DATA is '" + file + "'");
    }
}
