package dev.llmrouter.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.llmrouter.fixture.Shipped;
import dev.llmrouter.provider.PresetProvider;
import dev.llmrouter.provider.Presets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

class ConfigSchemaTest {

    private static final Map<String, Class<? extends Record>> SHIPPED = shipped();
    private static final Path COMMITTED = Path.of("config", "router.schema.json");
    private static final Schema SAMPLE = schema(ConfigSchema.of(Sample.TYPES, Sample.POLICY_OPTIONS));

    private static Map<String, Class<? extends Record>> shipped() {
        Map<String, Class<? extends Record>> types = new HashMap<>();
        Presets.shipped().servers().keySet().forEach(name -> types.put(name, PresetProvider.Options.class));
        Shipped.factories().forEach((type, factory) -> types.put(type, factory.options()));
        return types;
    }

    @Test
    void isWhatIsCommittedBesideTheConfiguration() throws IOException {
        assertCommitted(COMMITTED, ConfigSchema.of(SHIPPED, Shipped.policies()));
    }

    @Test
    void theCataloguesIsCommittedAsWell() throws IOException {
        assertCommitted(Path.of("config", "catalog.schema.json"), ConfigSchema.ofCatalog());
    }

    private static void assertCommitted(Path file, JsonNode schema) throws IOException {
        if (Boolean.getBoolean("schema.write")) {
            Files.writeString(file, ConfigSchema.text(schema));
        }
        assertThat(file)
                .as("regenerate it with ./mvnw test -Dtest=ConfigSchemaTest -Dschema.write=true")
                .content()
                .isEqualTo(ConfigSchema.text(schema));
    }

    @Test
    void acceptsTheShippedConfiguration() throws IOException {
        assertThat(errors(
                        schema(ConfigSchema.of(SHIPPED, Shipped.policies())),
                        Files.readString(Path.of("config", "router.yaml"))))
                .isEmpty();
        assertThat(errors(schema(ConfigSchema.ofCatalog()), Files.readString(Path.of("config", "catalog.yaml"))))
                .isEmpty();
    }

    @Test
    void isItselfAValidSchema() {
        Schema meta = registry().getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        assertThat(meta.validate(ConfigSchema.of(SHIPPED, Shipped.policies()))).isEmpty();
    }

    @Test
    void describesEveryKey() {
        JsonNode schema = ConfigSchema.of(SHIPPED, Shipped.policies());
        assertThat(schema.at("/properties/targets/additionalProperties/properties/provider/description")
                        .asText())
                .isEqualTo("the name of a provider of this file");
        JsonNode providers = schema.at("/properties/providers");
        assertThat(Stream.concat(
                                providers.findValues("const").stream(),
                                providers.findParents("enum").stream()
                                        .filter(node -> node.path("description")
                                                .asText()
                                                .equals("the kind of this provider"))
                                        .flatMap(node -> StreamSupport.stream(
                                                node.path("enum").spliterator(), false)))
                        .map(JsonNode::asText))
                .containsExactlyInAnyOrderElementsOf(SHIPPED.keySet());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "providers: { sim: { type: standIn } }\nmodels:\n",
                "providers: { sim: { type: standIn, latency: \"{{env:X:2s}}\", failureRate: \"{{env:X:1}}\" } }",
            })
    void acceptsWhatTheReaderAccepts(String yaml) {
        assertThat(Sample.read(yaml).providers()).isNotEmpty();
        assertThat(errors(SAMPLE, yaml)).isEmpty();
    }

    @Test
    void acceptsTheGoodSample() {
        assertThat(errors(SAMPLE, Sample.GOOD)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "weight: 3 | wieght: 3",
                "provider: cloud, model | model",
                "weight: 3 | weight: -1",
                "weight: 3 | weight: many",
                "weight: 3 | weight:",
                "model: gpt-4.1-mini | model: 4.1",
                "model: gpt-4.1-mini | model: \"\"",
                "connect: 2s | connect: 2",
                "connect: 2s | connect: 2 sec",
                "failureRate: 40 | failureRate: 101",
                "failureRate: 0.5 | failureRate: 1.5",
                "policy: weighted | policy: best",
                "level: veryHigh | level: VERY_HIGH",
                "loud: true | loud: yes",
                "tags: [a, b] | tags: a",
                "of: [smart, big] | of: []",
                "type: standIn | type: standin",
                "{{env:KEY}} | sk-literal",
                "https://llm.example/v1 | https://user:pass@llm.example",
                "https://llm.example/v1 | ftp://llm.example",
                "headers: { X-Team: a } | headers: { X-Team: 1 }",
                "off: | o:f:",
                "cheap: | che ap:",
            })
    void refusesWhatTheReaderRefuses(String before, String after) {
        assertThat(Sample.problemsWith(before, after)).isNotEmpty();
        assertThat(errors(SAMPLE, Sample.GOOD.replace(before, after))).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dataRetention: 30d | dataRetention: 30m",
                "disabled: true | disabled: maybe",
                "region: [ eu, ch ] | region: []",
                "region: [ eu, ch ] | region: 7",
                "providers: cloud | providers: { cloud: true }",
                "dataRetention: none, training: false | training: true",
                "notProviders: [ sim ] | notprovider: sim",
                "pii: | 'p,ii':",
                "wishes: [ models ] | wishes: models",
            })
    void aDemandIsForTheSchemaWhatItIsForTheReader(String before, String after) {
        assertThat(errors(SAMPLE, DemandEntriesTest.GOVERNED)).isEmpty();
        String odd = DemandEntriesTest.GOVERNED.replace(before, after);
        assertThat(Sample.problems(odd)).isNotEmpty();
        assertThat(errors(SAMPLE, odd)).isNotEmpty();
    }

    @Test
    void refusesAFileWithoutProviders() {
        assertThat(errors(SAMPLE, "targets: {}")).isNotEmpty();
        assertThat(errors(SAMPLE, "providers: {}")).isNotEmpty();
    }

    private static List<Error> errors(Schema schema, String yaml) {
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setMaxAliasesForCollections(1000)
                .build();
        Object data = new Load(settings).loadFromString(yaml);
        return schema.validate(new ObjectMapper().<JsonNode>valueToTree(data));
    }

    private static Schema schema(JsonNode schema) {
        return registry().getSchema(schema);
    }

    private static SchemaRegistry registry() {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    }
}
