package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.fixture.Said;
import java.util.ArrayList;
import java.util.List;

/** Who speaks Anthropic's Messages. */
final class AnthropicCaller implements Caller {

    @Override
    public String path() {
        return "/messages";
    }

    @Override
    public ObjectNode request(String model, Ask ask, boolean stream) {
        ObjectNode request = MAPPER.createObjectNode()
                .put("model", model)
                .put("max_tokens", 4000)
                .put("system", INSTRUCTION);
        ObjectNode user = request.putArray("messages").addObject().put("role", "user");
        if (ask == Ask.IMAGES || ask == Ask.ONE_IMAGE) {
            ArrayNode blocks = user.putArray("content");
            blocks.addObject().put("type", "text").put("text", QUESTION);
            blocks.addObject()
                    .put("type", "image")
                    .putObject("source")
                    .put("type", "base64")
                    .put("media_type", "image/png")
                    .put("data", PIXEL);
            if (ask == Ask.IMAGES) {
                blocks.addObject()
                        .put("type", "image")
                        .putObject("source")
                        .put("type", "url")
                        .put("url", IMAGE_URL);
            }
        } else {
            user.put("content", QUESTION);
        }
        if (ask == Ask.TOOLS) {
            ObjectNode tool =
                    request.putArray("tools").addObject().put("name", "weather").put("description", "of a city");
            tool.set("input_schema", Caller.tree(PARAMETERS));
        }
        if (ask == Ask.SCHEMA) {
            request.putObject("output_config")
                    .putObject("format")
                    .put("type", "json_schema")
                    .set("schema", Caller.tree(Said.SCHEMA));
        }
        if (stream) {
            request.put("stream", true);
        }
        return request;
    }

    @Override
    public ObjectNode withResults(String model, Heard reply) {
        ObjectNode request = request(model, Ask.TOOLS, false);
        request.withArray("messages").add(reply.message());
        ArrayNode results =
                request.withArray("messages").addObject().put("role", "user").putArray("content");
        String[] degrees = {"21", "5"};
        for (int i = 0; i < reply.calls().size(); i++) {
            results.addObject()
                    .put("type", "tool_result")
                    .put("tool_use_id", reply.calls().get(i).id())
                    .put("content", degrees[i]);
        }
        return request;
    }

    @Override
    public ObjectNode withReply(String model, Heard reply) {
        ObjectNode request = request(model, Ask.PLAIN, false);
        request.withArray("messages").add(reply.message());
        request.withArray("messages").addObject().put("role", "user").put("content", "And tomorrow?");
        return request;
    }

    @Override
    public Heard whole(JsonNode reply) {
        assertThat(reply.path("type").asText()).isEqualTo("message");
        assertThat(reply.path("role").asText()).isEqualTo("assistant");
        assertThat(reply.has("stop_sequence")).isTrue();
        return heard(
                (ArrayNode) reply.path("content"), reply.path("stop_reason").asText(), reply.path("usage"), 1, 0);
    }

    @Override
    public Heard stream(String events) {
        List<JsonNode> all = Caller.data(events).stream()
                .filter(event -> !event.path("type").asText().equals("ping"))
                .toList();
        assertThat(all.get(0).path("type").asText()).isEqualTo("message_start");
        assertThat(all.get(all.size() - 1).path("type").asText()).isEqualTo("message_stop");
        ArrayNode blocks = MAPPER.createArrayNode();
        ObjectNode usage = ((ObjectNode) all.get(0).at("/message/usage")).deepCopy();
        String stop = "";
        int pieces = 0;
        int argumentPieces = 0;
        int open = -1;
        for (JsonNode event : all) {
            int index = event.path("index").asInt();
            switch (event.path("type").asText()) {
                case "content_block_start" -> {
                    assertThat(open).as("one block at a time").isEqualTo(-1);
                    assertThat(index).isEqualTo(blocks.size());
                    open = index;
                    blocks.add(event.path("content_block").deepCopy());
                }
                case "content_block_delta" -> {
                    assertThat(index).isEqualTo(open);
                    ObjectNode block = (ObjectNode) blocks.get(index);
                    JsonNode delta = event.path("delta");
                    switch (delta.path("type").asText()) {
                        case "text_delta" -> {
                            append(block, "text", delta.path("text"));
                            pieces++;
                        }
                        case "thinking_delta" -> append(block, "thinking", delta.path("thinking"));
                        case "signature_delta" -> append(block, "signature", delta.path("signature"));
                        case "input_json_delta" -> {
                            append(block, "json", delta.path("partial_json"));
                            argumentPieces +=
                                    delta.path("partial_json").asText().isEmpty() ? 0 : 1;
                        }
                        default -> throw new AssertionError(delta);
                    }
                }
                case "content_block_stop" -> {
                    assertThat(index).isEqualTo(open);
                    open = -1;
                    ObjectNode block = (ObjectNode) blocks.get(index);
                    if (block.path("type").asText().equals("tool_use")) {
                        String json = block.path("json").asText("");
                        block.remove("json");
                        block.set("input", json.isEmpty() ? MAPPER.createObjectNode() : Caller.tree(json));
                    }
                }
                case "message_delta" -> {
                    stop = event.at("/delta/stop_reason").asText();
                    usage.setAll((ObjectNode) event.path("usage"));
                }
                default -> assertThat(event.path("type").asText()).isIn("message_start", "message_stop");
            }
        }
        assertThat(open).isEqualTo(-1);
        return heard(blocks, stop, usage, pieces, argumentPieces);
    }

    private static void append(ObjectNode block, String field, JsonNode piece) {
        block.put(field, block.path(field).asText("") + piece.asText());
    }

    private static Heard heard(ArrayNode blocks, String stop, JsonNode usage, int pieces, int argumentPieces) {
        StringBuilder text = new StringBuilder();
        StringBuilder thought = new StringBuilder();
        StringBuilder signature = new StringBuilder();
        List<HeardCall> calls = new ArrayList<>();
        for (JsonNode block : blocks) {
            switch (block.path("type").asText()) {
                case "text" -> text.append(block.path("text").asText());
                case "thinking" -> {
                    thought.append(block.path("thinking").asText());
                    signature.append(block.path("signature").asText(""));
                }
                case "redacted_thinking" -> signature.append(block.path("data").asText(""));
                case "tool_use" ->
                    calls.add(new HeardCall(
                            block.path("id").asText(),
                            block.path("name").asText(),
                            block.path("input").toString()));
                default -> throw new AssertionError(block);
            }
        }
        int cached = usage.path("cache_read_input_tokens").asInt();
        ObjectNode message = MAPPER.createObjectNode().put("role", "assistant");
        message.set("content", blocks);
        return new Heard(
                text.toString(),
                thought.toString(),
                signature.toString(),
                calls,
                finish(stop),
                usage.path("input_tokens").asInt()
                        + cached
                        + usage.path("cache_creation_input_tokens").asInt(),
                cached,
                usage.path("output_tokens").asInt(),
                pieces,
                argumentPieces,
                message);
    }

    private static String finish(String stop) {
        return switch (stop) {
            case "end_turn" -> "stop";
            case "tool_use" -> "tool_calls";
            case "max_tokens" -> "length";
            default -> stop;
        };
    }

    @Override
    public String error(JsonNode error) {
        assertThat(error.path("type").asText()).isEqualTo("error");
        return error.at("/error/type").asText();
    }

    @Override
    public String toString() {
        return "messages";
    }
}
