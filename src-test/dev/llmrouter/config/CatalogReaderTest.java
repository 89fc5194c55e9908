package dev.llmrouter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmrouter.catalog.Capability;
import dev.llmrouter.catalog.Catalog;
import dev.llmrouter.catalog.ModelFacts;
import dev.llmrouter.catalog.Price;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogReaderTest {

    private static final String GOOD =
            """
            date: 2026-11-21
            sources: a price page
            same: { azure: openai }
            models:
              openai/one:
                name: One
                contextWindow: 1000
                outputLimit: 100
                capabilities: [ tools, parallelTools, jsonSchema ]
                price: { input: 2, cachedInput: 0.5, cacheWrite: 2.5, output: 8, reasoning: 9, batch: 0.5 }
                sunset: 2027-01-31
              together/vendor/two: { price: { input: 0, output: 0 } }
            """;

    private static final Catalog SHIPPED = CatalogReader.packaged();

    private static Catalog read(String yaml) {
        return CatalogReader.read("catalog.yaml", yaml, UnaryOperator.identity());
    }

    private static List<String> problems(String yaml) {
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> read(yaml));
        assertThat(refused).as("a refusal").isNotNull();
        return refused.problems().stream().map(Problem::toString).toList();
    }

    @Test
    void readsEveryFact() {
        Catalog catalog = read(GOOD);
        assertThat(catalog.date()).isEqualTo(LocalDate.of(2026, 11, 21));
        assertThat(catalog.facts("openai", "one"))
                .isEqualTo(new ModelFacts(
                        "One",
                        1000,
                        100,
                        List.of(Capability.TOOLS, Capability.PARALLEL_TOOLS, Capability.JSON_SCHEMA),
                        new Price(2.0, 0.5, 2.5, 8.0, 9.0, 0.5),
                        LocalDate.of(2027, 1, 31)));
        assertThat(catalog.facts("azure", "one").name()).isEqualTo("One");
        assertThat(catalog.facts("together", "vendor/two").price())
                .isEqualTo(new Price(0.0, null, null, 0.0, null, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "date: 2026-11-21 | date: today | catalog.yaml:1: date: expected a day",
                "date: 2026-11-21 | date: 2026-02-30 | date: expected a day",
                "date: 2026-11-21 | dates: 2026-11-21 | date: missing",
                "openai/one: | one: | catalog.yaml:5: models.one: a model stands here under TYPE/MODEL",
                "contextWindow: 1000 | contextWindow: 0 | models.openai/one.contextWindow: must be at least 1",
                "contextWindow: 1000 | contextWindows: 1000 | did you mean contextWindow?",
                "parallelTools | parallel_tools | expected one of tools, parallelTools",
                "cachedInput: 0.5 | cachedInput: -1 | models.openai/one.price.cachedInput: must be at least 0",
                "output: 8 | outputs: 8 | price.output: missing",
                "batch: 0.5 | batch: 50 | price.batch: must be at most 1",
                "sunset: 2027-01-31 | sunset: soon | models.openai/one.sunset: expected a day",
                "together/vendor/two: | openai/one: | duplicate key",
                "together/vendor/two: | OpenAI/One: | twice",
            })
    void saysWhereItIsWrong(String before, String after, String problem) {
        assertThat(GOOD).contains(before);
        assertThat(problems(GOOD.replace(before, after)))
                .anySatisfy(line -> assertThat(line).contains(problem));
    }

    @Test
    void whatIsNoCatalogueIsRefused() {
        assertThat(problems("")).isNotEmpty();
        assertThat(problems("[1, 2]")).isNotEmpty();
        assertThat(problems("date: 2026-11-21\nmodels: [ a ]")).isNotEmpty();
    }

    @Test
    void takesTheOneBesideTheConfigurationOrElseTheOneThatComesWithTheRouter(@TempDir Path folder) throws IOException {
        ConfigText config = new ConfigText(folder.resolve("router.yaml").toString(), "");
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            assertThat(CatalogReader.beside(camel, config)).isEqualTo(SHIPPED);
            Files.writeString(folder.resolve("catalog.yaml"), GOOD);
            assertThat(CatalogReader.beside(camel, config)).isEqualTo(read(GOOD));
        }
    }

    @Test
    void theOneInTheJarIsTheOneInTheRepository() throws IOException {
        assertThat(SHIPPED).isEqualTo(read(Files.readString(Path.of("config", "catalog.yaml"))));
    }

    static Stream<Map.Entry<String, ModelFacts>> shipped() {
        return SHIPPED.models().entrySet().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shipped")
    void whatIsShippedIsPlausible(Map.Entry<String, ModelFacts> model) {
        ModelFacts facts = model.getValue();
        assertThat(facts.capabilities()).as("capabilities").isNotNull();
        assertThat(facts.price()).as("price").isNotNull();
        Price price = Objects.requireNonNull(facts.price());
        assertThat(price.input()).isBetween(0.0, 100.0);
        assertThat(price.output()).isBetween(0.0, 300.0);
        if (price.cachedInput() != null) {
            assertThat(price.cachedInput()).isLessThanOrEqualTo(price.input());
        }
        if (price.cacheWrite() != null) {
            assertThat(price.cacheWrite()).isGreaterThanOrEqualTo(price.input());
        }
        assertThat(price.output()).isGreaterThanOrEqualTo(facts.can(Capability.EMBEDDINGS) ? 0 : price.input());
        if (facts.contextWindow() != null) {
            assertThat(facts.contextWindow()).isBetween(256, 10_000_000);
        }
        if (facts.outputLimit() != null && facts.contextWindow() != null) {
            assertThat(facts.outputLimit()).isLessThanOrEqualTo(facts.contextWindow());
        }
        if (facts.can(Capability.PARALLEL_TOOLS)) {
            assertThat(facts.can(Capability.TOOLS)).isTrue();
        }
        if (facts.sunset() != null) {
            assertThat(facts.sunset()).isAfter(LocalDate.of(2025, 12, 31));
        }
    }

    @Test
    void anthropicsCachePricesAreThoseOfItsRule() {
        shipped().filter(model -> model.getKey().startsWith("anthropic/")).forEach(model -> {
            Price price = Objects.requireNonNull(model.getValue().price());
            assertThat(price.cacheWrite()).isEqualTo(1.25 * price.input());
            assertThat(Objects.requireNonNull(price.cachedInput()) * 10).isEqualTo(price.input());
        });
    }

    @ParameterizedTest
    @CsvSource({
        "openai,    gpt-4.1-mini-2025-04-14,                        GPT-4.1 mini",
        "openai,    gpt-4.1-mini,                                   GPT-4.1 mini",
        "OpenAI,    GPT-4.1-Mini,                                   GPT-4.1 mini",
        "azure,     gpt-4o-mini-2024-07-18,                         GPT-4o mini",
        "openai,    gpt-4o-2024-11-20,                              GPT-4o",
        "openai,    gpt-4o-2024-05-13,                              GPT-4o of May 2024",
        "openai,    gpt-4-0613,                                     GPT-4",
        "openai,    o3-2025-04-16,                                  o3",
        "anthropic, claude-sonnet-4-5-20250929,                     Claude Sonnet 4.5",
        "anthropic, claude-sonnet-4-5@20250929,                     Claude Sonnet 4.5",
        "anthropic, claude-sonnet-4-20250514,                       Claude Sonnet 4",
        "anthropic, claude-haiku-4-5-latest,                        Claude Haiku 4.5",
        "gemini,    gemini-2.0-flash-001,                           Gemini 2.0 Flash",
        "gemini,    gemini-2.5-flash-preview-09-2025,               ",
        "mistral,   mistral-small-latest,                           Mistral Small 4",
        "mistral,   mistral-large-2512,                             Mistral Large 3",
        "mistral,   mistral-large-2411,                             Mistral Large 2.1",
        "bedrock,   amazon.nova-pro-v1:0,                           Amazon Nova Pro",
        "bedrock,   eu.amazon.nova-pro-v1:0,                        Amazon Nova Pro",
        "bedrock,   us.anthropic.claude-haiku-4-5-20251001-v1:0,    Claude Haiku 4.5",
        "bedrock,   anthropic.claude-opus-4-6-v1,                   Claude Opus 4.6",
        "together,  meta-llama/Llama-3.3-70B-Instruct-Turbo,        Llama 3.3 70B",
        "groq,      openai/gpt-oss-120b,                            gpt-oss 120B",
        "openai,    gpt-4.1-mini-large,                             ",
        "openai,    gpt-4.1-mini-2025,                              GPT-4.1 mini",
        "openai,    2025-04-14,                                     ",
        "openai,    '',                                             ",
        "vllm,      gpt-4.1-mini,                                   ",
    })
    void editionsOfAModelAreFoundUnderItsFamily(String type, String model, String name) {
        assertThat(SHIPPED.facts(type, model).name()).isEqualTo(name);
    }
}
