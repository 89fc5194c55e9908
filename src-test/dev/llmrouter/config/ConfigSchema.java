package dev.llmrouter.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.catalog.Catalog;
import dev.llmrouter.catalog.DataTerms;
import dev.llmrouter.catalog.Demand;
import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.catalog.Secret;
import dev.llmrouter.key.ApiKey;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The JSON schema, draft 2020-12, of the configuration file, for editors. Accepts what {@link ConfigReader} accepts,
 * as far as a schema can tell: whether a name leads somewhere, and what placeholders resolve to, only the reader knows.
 */
public final class ConfigSchema {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Map<String, Class<? extends Record>> types;
    private final Map<String, Class<? extends Record>> policies;

    private ConfigSchema(Map<String, Class<? extends Record>> types, Map<String, Class<? extends Record>> policies) {
        this.types = new TreeMap<>(types);
        this.policies = new TreeMap<>(policies);
    }

    /** {@return the schema for these provider types and policies with their options, in whatever order} */
    public static JsonNode of(
            Map<String, Class<? extends Record>> types, Map<String, Class<? extends Record>> policies) {
        return new ConfigSchema(types, policies).root();
    }

    /** {@return a schema as the text of a file: indented, the same on every platform, ending in a line break} */
    public static String text(JsonNode schema) {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
        try {
            return new ObjectMapper().writer(printer).writeValueAsString(schema) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON is always writable", e);
        }
    }

    /** {@return the schema of the catalogue of models} */
    public static JsonNode ofCatalog() {
        ObjectNode schema = head("llm-router's catalogue of models");
        schema.setAll(new ConfigSchema(Map.of(), Map.of()).record(Catalog.class));
        section(schema, "models", CatalogReader.NAME.pattern());
        return schema;
    }

    private static ObjectNode head(String title) {
        return JSON.objectNode()
                .put("$schema", "https://json-schema.org/draft/2020-12/schema")
                .put("title", title);
    }

    private ObjectNode root() {
        ObjectNode schema = head("llm-router");
        schema.setAll(record(RouterConfig.class));
        section(schema, "providers", NameChecks.PROVIDER_NAME.pattern()).put("minProperties", 1);
        section(schema, "targets", NameChecks.NAME.pattern());
        section(schema, "models", NameChecks.MODEL_NAME.pattern());
        section(schema, "labels", NameChecks.WORD.pattern());
        section(schema, "tenants", NameChecks.WORD.pattern());
        return schema;
    }

    private static ObjectNode section(ObjectNode schema, String name, String pattern) {
        ObjectNode section = (ObjectNode) schema.required("properties").required(name);
        section.putObject("propertyNames").put("pattern", "^" + pattern + "$");
        return section;
    }

    private ObjectNode provider() {
        ObjectNode schema = JSON.objectNode();
        schema.put("description", describe(ProviderEntry.class));
        ArrayNode kinds = schema.putArray("oneOf");
        alike(types).forEach((options, names) -> {
            ObjectNode kind = kind("type", "the kind of this provider", names, options);
            kind.withArray("required").insert(0, "type");
            ObjectNode properties = (ObjectNode) kind.required("properties");
            terms().properties().forEach(term -> properties.putIfAbsent(term.getKey(), term.getValue()));
            kinds.add(kind);
        });
        return schema;
    }

    private ObjectNode terms() {
        return (ObjectNode) record(DataTerms.class).required("properties");
    }

    /** Each of its lists may be a single name. */
    private ObjectNode demand() {
        ObjectNode schema = record(Demand.class);
        ObjectNode properties = (ObjectNode) schema.required("properties");
        properties.forEach(value -> orSingle((ObjectNode) value));
        // nobody has to train
        number((ObjectNode) properties.required("training")).removeAll().put("const", false);
        return schema;
    }

    private static void orSingle(ObjectNode value) {
        if (value.path("type").asText().equals("array")) {
            ObjectNode list = JSON.objectNode();
            Stream.of("type", "items", "minItems").forEach(word -> list.set(word, value.remove(word)));
            value.putArray("anyOf").add(list).add(list.required("items").deepCopy());
        }
    }

    /** A reference alone will do. */
    private ObjectNode key(Class<? extends Record> type) {
        ObjectNode schema = JSON.objectNode();
        schema.putArray("anyOf").add(ScalarSchema.of(Secret.class)).add(record(type));
        return schema;
    }

    /** A model without a policy has priority. */
    private ObjectNode model() {
        ObjectNode schema = JSON.objectNode();
        schema.put("description", describe(ModelEntry.class));
        ArrayNode kinds = schema.putArray("oneOf");
        ObjectNode terms = (ObjectNode) record(ModelTerms.class).required("properties");
        alike(policies).forEach((options, names) -> {
            ObjectNode kind = kind("policy", "how its members are ranked; default priority", names, options);
            ((ObjectNode) kind.required("properties")).setAll(terms.deepCopy());
            if (!names.contains(ModelEntry.PRIORITY)) {
                kind.withArray("required").insert(0, "policy");
            }
            kinds.add(kind);
        });
        return schema;
    }

    private static Map<Class<? extends Record>, List<String>> alike(Map<String, Class<? extends Record>> kinds) {
        Map<Class<? extends Record>, List<String>> alike = new LinkedHashMap<>();
        kinds.forEach((name, options) ->
                alike.computeIfAbsent(options, none -> new ArrayList<>()).add(name));
        return alike;
    }

    private ObjectNode kind(String key, String description, List<String> names, Class<? extends Record> options) {
        ObjectNode schema = JSON.objectNode().put("title", String.join(", ", names));
        schema.setAll(record(options));
        ObjectNode kind = ((ObjectNode) schema.required("properties")).putObject(key);
        if (names.size() == 1) {
            kind.put("const", names.get(0));
        } else {
            names.forEach(kind.putArray("enum")::add);
        }
        kind.put("description", description);
        return schema;
    }

    private ObjectNode record(Class<? extends Record> type) {
        ObjectNode schema = JSON.objectNode();
        if (type.isAnnotationPresent(Doc.class)) {
            schema.put("description", describe(type));
        }
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = JSON.arrayNode();
        for (RecordComponent component : type.getRecordComponents()) {
            properties.set(component.getName(), component(component));
            if (isRequired(component)) {
                required.add(component.getName());
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema.put("additionalProperties", false);
    }

    private ObjectNode component(RecordComponent component) {
        Doc doc = component.getAnnotation(Doc.class);
        ObjectNode schema = JSON.objectNode();
        if (doc != null) {
            schema.put("description", doc.value());
        }
        ObjectNode value = value(component.getGenericType());
        limit(value, component);
        if (doc != null) {
            value.remove("description");
        }
        return schema.setAll(value);
    }

    private static void limit(ObjectNode value, RecordComponent component) {
        Range range = component.getAnnotation(Range.class);
        boolean list = component.getType() == List.class;
        if (range != null && Double.isFinite(range.min())) {
            number(value).set(list ? "minItems" : "minimum", plain(range.min()));
        }
        if (range != null && Double.isFinite(range.max())) {
            number(value).set(list ? "maxItems" : "maximum", plain(range.max()));
        }
        if (isRequired(component) && component.getType() == String.class) {
            value.put("pattern", "\\S");
        }
        if (!isRequired(component) && component.getType() == Map.class) {
            value.putArray("type").add("object").add("null");
        }
    }

    private static JsonNode plain(double limit) {
        return limit == Math.rint(limit) ? JSON.numberNode((long) limit) : JSON.numberNode(limit);
    }

    /** A number may also be a placeholder, which has no limits that a schema could check. */
    private static ObjectNode number(ObjectNode value) {
        return value.has("anyOf") ? (ObjectNode) value.required("anyOf").required(0) : value;
    }

    private ObjectNode value(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            ObjectNode item = value(arguments[arguments.length - 1]);
            boolean list = generic.getRawType() == List.class;
            return list ? object("array", "items", item) : object("object", "additionalProperties", item);
        }
        if (type == ProviderEntry.class) {
            return provider();
        }
        if (type == Demand.class) {
            return demand();
        }
        if (type == ModelEntry.class) {
            return model();
        }
        if (type == ApiKey.class) {
            return key(ApiKey.class);
        }
        if (type == KeyEntry.class) {
            return key(KeyEntry.class);
        }
        Class<?> plain = (Class<?>) type;
        return plain.isRecord() ? record(plain.asSubclass(Record.class)) : ScalarSchema.of(plain);
    }

    private static ObjectNode object(String type, String key, ObjectNode value) {
        return JSON.objectNode().put("type", type).set(key, value);
    }

    private static boolean isRequired(RecordComponent component) {
        Doc doc = component.getAnnotation(Doc.class);
        return doc != null && doc.required();
    }

    private static String describe(Class<?> type) {
        return type.getAnnotation(Doc.class).value();
    }
}
