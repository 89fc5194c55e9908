package dev.llmrouter.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The schema that one request asks JSON by, for a model that knows no schemas. Thread-safe. */
public final class SchemaRule {

    private static final Pattern FENCED =
            Pattern.compile("\\s*```[A-Za-z]*\\s*\\R(.*?)\\R?\\s*```\\s*", Pattern.DOTALL);

    private final JsonNode request;
    private final JsonNode schema;
    private final SchemaCheck check;

    /**
     * The rule of a request that {@link #isIn asks for JSON by a schema}.
     *
     * @throws dev.llmrouter.outcome.LlmException of class BAD_REQUEST where its schema is none, of class UNSUPPORTED
     *     where {@code com.networknt:json-schema-validator} is not on the class path
     */
    public SchemaRule(JsonNode request) {
        this.request = request;
        this.schema = request.path("response_format").path("json_schema").path("schema");
        this.check = check(schema);
    }

    private static SchemaCheck check(JsonNode schema) {
        try {
            return new SchemaCheck(schema);
        } catch (NoClassDefFoundError e) {
            throw Failure.of(
                            FailureClass.UNSUPPORTED,
                            "This model knows no JSON schemas, and the router can't check its answers without"
                                    + " com.networknt:json-schema-validator on the class path.")
                    .asException();
        }
    }

    /** {@return whether a request in the form of chat completions asks for JSON by a schema} */
    public static boolean isIn(JsonNode request) {
        JsonNode format = request.path("response_format");
        return format.path("type").asText().equals("json_schema")
                && format.path("json_schema").path("schema").isObject();
    }

    /** {@return the request with the schema in words in place of {@code response_format}; not as a stream} */
    public OpenAiRequest inWords() {
        return written(tree());
    }

    /** {@return the same, with an answer that does not fit, and what is wrong with it} */
    public OpenAiRequest again(String answer, List<String> problems) {
        ObjectNode tree = tree();
        ArrayNode messages = tree.withArray("messages");
        messages.addObject().put("role", "assistant").put("content", answer.isBlank() ? "(nothing)" : answer);
        messages.addObject()
                .put("role", "user")
                .put(
                        "content",
                        "That does not fit the schema:\n- " + String.join("\n- ", problems)
                                + "\nAnswer again, with the corrected JSON and nothing else.");
        return written(tree);
    }

    private ObjectNode tree() {
        ObjectNode tree = ((ObjectNode) request).deepCopy();
        tree.remove(List.of("response_format", "stream", "stream_options"));
        ArrayNode messages = tree.withArray("messages");
        String rule = "Answer with one JSON value that fits the following JSON schema, and with nothing else: no prose"
                + " and no code fence.\n" + schema;
        JsonNode first = messages.path(0);
        boolean isInstruction = first.path("role").asText().equals("system")
                && first.path("content").isTextual();
        if (isInstruction) {
            ((ObjectNode) first).put("content", first.path("content").asText() + "\n\n" + rule);
        } else {
            messages.insertObject(0).put("role", "system").put("content", rule);
        }
        return tree;
    }

    private static OpenAiRequest written(ObjectNode tree) {
        return OpenAiRequest.read(tree.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** {@return the JSON in an answer: all of it, but for a code fence around it} */
    public static String json(String answer) {
        Matcher fenced = FENCED.matcher(answer);
        return fenced.matches() ? fenced.group(1).strip() : answer.strip();
    }

    /** {@return what is wrong with an answer, a sentence each; empty where it fits} */
    public List<String> problems(String json) {
        return check.problems(json);
    }
}
