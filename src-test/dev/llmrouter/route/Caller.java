package dev.llmrouter.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.core.ObjectMappers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** How callers of one dialect ask and what they hear, whatever the dialect. */
interface Caller {

    ObjectMapper MAPPER = new ObjectMapper();

    /** One pixel, as base64. */
    String PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    /** An image at an address that nobody fetches here. */
    String IMAGE_URL = "https://example.com/cat.png";

    String INSTRUCTION = "Answer in Züri style 🙂.";
    String QUESTION = "How is the weather? 東京も";
    String PARAMETERS = "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}";

    /** What a request is about. */
    enum Ask {
        PLAIN,
        TOOLS,
        IMAGES,
        ONE_IMAGE,
        SCHEMA
    }

    /** A call of a tool, as it was put together from what came. */
    record HeardCall(String id, String name, String arguments) {}

    /**
     * What came.
     *
     * @param finish in OpenAI's words
     * @param input all tokens of the prompt, cached ones included
     * @param pieces in how many pieces the text came
     * @param argumentPieces in how many pieces all arguments came
     * @param message the reply as this dialect quotes it in a later request
     */
    record Heard(
            String text,
            String thought,
            String signature,
            List<HeardCall> calls,
            String finish,
            int input,
            int cached,
            int output,
            int pieces,
            int argumentPieces,
            JsonNode message) {}

    /** The path below {@code /v1}. */
    String path();

    /** A request with {@link #INSTRUCTION} and {@link #QUESTION}. */
    ObjectNode request(String model, Ask ask, boolean stream);

    /** The same, and behind it a reply with calls and their results, {@code 21} and {@code 5}. */
    ObjectNode withResults(String model, Heard reply);

    /** The same, and behind it a reply and one more question, {@code And tomorrow?}. */
    ObjectNode withReply(String model, Heard reply);

    /** Reads a whole reply. */
    Heard whole(JsonNode reply);

    /** Reads a stream, and fails where it is not one that the dialect allows. */
    Heard stream(String events);

    /** The code or type in an error, whichever says most. */
    String error(JsonNode error);

    static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
    }

    /** Reads JSON as OpenAI's own client does, which then checks it with its {@code validate()}. */
    static <T> T openAi(JsonNode json, Class<T> type) {
        try {
            return ObjectMappers.jsonMapper().readValue(json.toString(), type);
        } catch (IOException e) {
            throw new UncheckedIOException(json.toString(), e);
        }
    }

    /** The data of every event, in order; without {@code [DONE]}. */
    static List<JsonNode> data(String events) {
        List<JsonNode> data = new ArrayList<>();
        events.lines()
                .filter(line -> line.startsWith("data: ") && !line.equals("data: [DONE]"))
                .forEach(line -> data.add(tree(line.substring(6))));
        return data;
    }
}
