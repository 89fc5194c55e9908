package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseStreamEvent;
import dev.llmrouter.fixture.Said;
import java.util.ArrayList;
import java.util.List;

/** Who speaks OpenAI's Responses. */
final class ResponsesCaller implements Caller {

    @Override
    public String path() {
        return "/responses";
    }

    @Override
    public ObjectNode request(String model, Ask ask, boolean stream) {
        ObjectNode request = MAPPER.createObjectNode().put("model", model).put("instructions", INSTRUCTION);
        ObjectNode user = request.putArray("input").addObject().put("role", "user");
        if (ask == Ask.IMAGES || ask == Ask.ONE_IMAGE) {
            ArrayNode parts = user.putArray("content");
            parts.addObject().put("type", "input_text").put("text", QUESTION);
            parts.addObject().put("type", "input_image").put("image_url", "data:image/png;base64," + PIXEL);
            if (ask == Ask.IMAGES) {
                parts.addObject().put("type", "input_image").put("image_url", IMAGE_URL);
            }
        } else {
            user.put("content", QUESTION);
        }
        if (ask == Ask.TOOLS) {
            ObjectNode tool = request.putArray("tools").addObject().put("type", "function");
            tool.put("name", "weather").put("description", "of a city").put("strict", false);
            tool.set("parameters", Caller.tree(PARAMETERS));
        }
        if (ask == Ask.SCHEMA) {
            ObjectNode format = request.putObject("text").putObject("format");
            format.put("type", "json_schema").put("name", "weather").set("schema", Caller.tree(Said.SCHEMA));
        }
        return stream ? request.put("stream", true) : request;
    }

    @Override
    public ObjectNode withResults(String model, Heard reply) {
        ObjectNode request = request(model, Ask.TOOLS, false);
        ArrayNode input = request.withArray("input");
        input.addAll((ArrayNode) reply.message());
        String[] degrees = {"21", "5"};
        for (int i = 0; i < reply.calls().size(); i++) {
            input.addObject()
                    .put("type", "function_call_output")
                    .put("call_id", reply.calls().get(i).id())
                    .put("output", degrees[i]);
        }
        return request;
    }

    @Override
    public ObjectNode withReply(String model, Heard reply) {
        ObjectNode request = request(model, Ask.PLAIN, false);
        ArrayNode input = request.withArray("input");
        input.addAll((ArrayNode) reply.message());
        input.addObject().put("role", "user").put("content", "And tomorrow?");
        return request;
    }

    @Override
    public Heard whole(JsonNode reply) {
        return heard(reply, 1, 0);
    }

    @Override
    public Heard stream(String events) {
        List<JsonNode> all = Caller.data(events);
        assertThat(all.get(0).path("type").asText()).isEqualTo("response.created");
        int pieces = 0;
        int argumentPieces = 0;
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < all.size(); i++) {
            JsonNode event = all.get(i);
            assertThat(event.path("sequence_number").asInt(-1)).isEqualTo(i);
            Caller.openAi(event, ResponseStreamEvent.class).validate();
            String type = event.path("type").asText();
            if (type.equals("response.output_text.delta")) {
                pieces++;
                text.append(event.path("delta").asText());
            } else if (type.equals("response.function_call_arguments.delta")) {
                argumentPieces++;
            }
        }
        JsonNode last = all.get(all.size() - 1);
        assertThat(last.path("type").asText()).isIn("response.completed", "response.incomplete");
        Heard heard = heard(last.path("response"), pieces, argumentPieces);
        assertThat(text).hasToString(heard.text());
        return heard;
    }

    private static Heard heard(JsonNode response, int pieces, int argumentPieces) {
        Caller.openAi(response, Response.class).validate();
        StringBuilder text = new StringBuilder();
        StringBuilder thought = new StringBuilder();
        StringBuilder signature = new StringBuilder();
        List<HeardCall> calls = new ArrayList<>();
        for (JsonNode item : response.path("output")) {
            switch (item.path("type").asText()) {
                case "message" ->
                    item.path("content")
                            .forEach(part -> text.append(part.path("text").asText()));
                case "reasoning" -> {
                    item.path("summary")
                            .forEach(part -> thought.append(part.path("text").asText()));
                    signature.append(item.path("encrypted_content").asText(""));
                }
                case "function_call" ->
                    calls.add(new HeardCall(
                            item.path("call_id").asText(),
                            item.path("name").asText(),
                            item.path("arguments").asText()));
                default -> throw new AssertionError(item);
            }
        }
        JsonNode usage = response.path("usage");
        String finish = response.path("status").asText().equals("completed")
                ? calls.isEmpty() ? "stop" : "tool_calls"
                : response.at("/incomplete_details/reason").asText();
        return new Heard(
                text.toString(),
                thought.toString(),
                signature.toString(),
                calls,
                finish,
                usage.path("input_tokens").asInt(),
                usage.at("/input_tokens_details/cached_tokens").asInt(),
                usage.path("output_tokens").asInt(),
                pieces,
                argumentPieces,
                response.path("output"));
    }

    @Override
    public String error(JsonNode error) {
        String code = error.at("/error/code").asText("");
        return code.isEmpty() || code.equals("null") ? error.at("/error/type").asText() : code;
    }

    @Override
    public String toString() {
        return "responses";
    }
}
