package dev.llmrouter.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.fixture.Shipped;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PresetsTest {

    private static final Presets SHIPPED = Presets.shipped();

    static Stream<Arguments> servers() {
        return SHIPPED.servers().entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void aServerIsCalledInPrivateOrOnThisMachine(String name, Preset preset) {
        URI url = preset.baseUrl();
        if (url == null) {
            assertThat(preset.key()).as("a hosted server has one address").isNull();
            return;
        }
        boolean isLocal = url.getScheme().equals("http") && url.getHost().equals("127.0.0.1");
        assertThat(url.getScheme().equals("https") || isLocal)
                .as(url.toString())
                .isTrue();
        assertThat(url.getHost()).isNotBlank();
        assertThat(url.getPath()).doesNotEndWith("/");
        assertThat(url.getRawUserInfo()).isNull();
        assertThat(url.getRawQuery()).isNull();
        assertThat(preset.key() == null).as("local servers want no key").isEqualTo(isLocal);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void aServerIsNamedSoThatItCanBeAPartOfAModelsName(String name, Preset preset) {
        assertThat(name).matches("[a-z0-9]+");
        assertThat(preset.description()).isNotBlank();
        assertThat(preset.operations()).isNotEmpty().doesNotHaveDuplicates();
        assertThat(preset.quirks().drops()).doesNotHaveDuplicates();
    }

    @Test
    void noTwoAreTheSame() {
        assertThat(SHIPPED.servers().values().stream().map(Preset::baseUrl).filter(Objects::nonNull))
                .doesNotHaveDuplicates();
        assertThat(Stream.concat(
                        SHIPPED.servers().values().stream().map(Preset::key).filter(Objects::nonNull),
                        SHIPPED.types().values().stream()
                                .flatMap(options -> options.values().stream())
                                .flatMap(List::stream)))
                .doesNotHaveDuplicates()
                .allSatisfy(variable -> assertThat(variable).matches("[A-Z][A-Z0-9_]+"))
                .doesNotContain("GITHUB_TOKEN", "AWS_ACCESS_KEY_ID");
        assertThat(SHIPPED.types().keySet())
                .doesNotContainAnyElementsOf(SHIPPED.servers().keySet());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void theReadmeHasARowForEach(String name, Preset preset) throws IOException {
        String key = preset.key() == null ? "" : "`" + preset.key() + "`";
        String where = preset.baseUrl() == null ? "" : "`" + preset.baseUrl() + "`";
        assertThat(Files.readString(Path.of("README.md"))).contains("| `" + name + "` | " + key + " | " + where + " |");
    }

    @Test
    void typesWithAClassAreKnownWithTheOptionsThatTheyTake() {
        Map<String, ProviderFactory<?>> factories = Shipped.factories();
        assertThat(SHIPPED.types().keySet()).containsAll(factories.keySet());
        factories.forEach((type, factory) -> assertThat(
                        Stream.of(factory.options().getRecordComponents()).map(RecordComponent::getName))
                .as(type)
                .containsAll(SHIPPED.types().getOrDefault(type, Map.of()).keySet()));
    }

    @Test
    void theReadmeNamesAllThatIsOnByItself() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        for (String type : Shipped.factories().keySet()) {
            assertThat(readme).contains("| `" + type + "` |");
            SHIPPED.types().getOrDefault(type, Map.of()).values().stream()
                    .flatMap(List::stream)
                    .forEach(variable -> assertThat(readme).contains("`" + variable + "`"));
        }
    }
}
