package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import dev.llmrouter.fixture.Said;
import java.util.ArrayList;
import java.util.List;

/** Who speaks chat completions. */
final class OpenAiCaller implements Caller {

    @Override
    public String path() {
        return "/chat/completions";
    }

    @Override
    public ObjectNode request(String model, Ask ask, boolean stream) {
        ObjectNode request = MAPPER.createObjectNode().put("model", model);
        ArrayNode messages = request.putArray("messages");
        messages.addObject().put("role", "system").put("content", INSTRUCTION);
        ObjectNode user = messages.addObject().put("role", "user");
        if (ask == Ask.IMAGES || ask == Ask.ONE_IMAGE) {
            ArrayNode parts = user.putArray("content");
            parts.addObject().put("type", "text").put("text", QUESTION);
            image(parts, "data:image/png;base64," + PIXEL);
            if (ask == Ask.IMAGES) {
                image(parts, IMAGE_URL);
            }
        } else {
            user.put("content", QUESTION);
        }
        if (ask == Ask.TOOLS) {
            ObjectNode function = request.putArray("tools")
                    .addObject()
                    .put("type", "function")
                    .putObject("function");
            function.put("name", "weather").put("description", "of a city").set("parameters", Caller.tree(PARAMETERS));
        }
        if (ask == Ask.SCHEMA) {
            ObjectNode schema = request.putObject("response_format")
                    .put("type", "json_schema")
                    .putObject("json_schema")
                    .put("name", "weather");
            schema.set("schema", Caller.tree(Said.SCHEMA));
        }
        if (stream) {
            request.put("stream", true).putObject("stream_options").put("include_usage", true);
        }
        return request;
    }

    private static void image(ArrayNode parts, String url) {
        parts.addObject().put("type", "image_url").putObject("image_url").put("url", url);
    }

    @Override
    public ObjectNode withResults(String model, Heard reply) {
        ObjectNode request = request(model, Ask.TOOLS, false);
        request.withArray("messages").add(reply.message());
        String[] degrees = {"21", "5"};
        for (int i = 0; i < reply.calls().size(); i++) {
            request.withArray("messages")
                    .addObject()
                    .put("role", "tool")
                    .put("tool_call_id", reply.calls().get(i).id())
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
        Caller.openAi(reply, ChatCompletion.class).validate();
        JsonNode choice = reply.path("choices").path(0);
        assertThat(choice.has("logprobs")).isTrue();
        assertThat(choice.path("message").has("refusal")).isTrue();
        return heard(
                (ObjectNode) choice.path("message"),
                choice.path("finish_reason").asText(),
                reply.path("usage"),
                1,
                0);
    }

    @Override
    public Heard stream(String events) {
        assertThat(events).endsWith("data: [DONE]\n\n");
        ObjectNode message = MAPPER.createObjectNode().put("role", "assistant");
        String finish = "";
        JsonNode usage = MAPPER.missingNode();
        int pieces = 0;
        int argumentPieces = 0;
        for (JsonNode chunk : Caller.data(events)) {
            Caller.openAi(chunk, ChatCompletionChunk.class).validate();
            usage = chunk.path("usage").isObject() ? chunk.path("usage") : usage;
            JsonNode delta = chunk.path("choices").path(0).path("delta");
            JsonNode reason = chunk.path("choices").path(0).path("finish_reason");
            finish = reason.isTextual() ? reason.asText() : finish;
            pieces += delta.path("content").asText("").isEmpty() ? 0 : 1;
            append(message, delta, "content");
            append(message, delta, "reasoning_content");
            details(message, delta.path("reasoning_details"));
            for (JsonNode call : delta.path("tool_calls")) {
                argumentPieces += call(message.withArray("tool_calls"), call) ? 1 : 0;
            }
        }
        return heard(message, finish, usage, pieces, argumentPieces);
    }

    private static void append(ObjectNode message, JsonNode delta, String field) {
        if (delta.path(field).isTextual()) {
            message.put(
                    field, message.path(field).asText("") + delta.path(field).asText());
        }
    }

    /** Pieces of a detail with the same index belong together. */
    private static void details(ObjectNode message, JsonNode details) {
        for (JsonNode detail : details) {
            ArrayNode gathered = message.withArray("reasoning_details");
            int index = detail.path("index").asInt();
            while (gathered.size() <= index) {
                gathered.addObject();
            }
            ObjectNode one = (ObjectNode) gathered.get(index);
            detail.properties().forEach(field -> {
                boolean isPiece = field.getKey().equals("text") && one.has("text");
                one.set(
                        field.getKey(),
                        isPiece
                                ? one.textNode(one.path("text").asText()
                                        + field.getValue().asText())
                                : field.getValue());
            });
        }
    }

    private static boolean call(ArrayNode calls, JsonNode piece) {
        int index = piece.path("index").asInt(-1);
        assertThat(index).as("index in %s", piece).isBetween(0, calls.size());
        if (index == calls.size()) {
            ObjectNode begun =
                    calls.addObject().put("id", piece.path("id").asText()).put("type", "function");
            begun.putObject("function")
                    .put("name", piece.at("/function/name").asText())
                    .put("arguments", "");
        }
        ObjectNode function = (ObjectNode) calls.get(index).path("function");
        String arguments = piece.at("/function/arguments").asText("");
        function.put("arguments", function.path("arguments").asText() + arguments);
        return !arguments.isEmpty();
    }

    private static Heard heard(ObjectNode message, String finish, JsonNode usage, int pieces, int argumentPieces) {
        List<HeardCall> calls = new ArrayList<>();
        message.path("tool_calls")
                .forEach(call -> calls.add(new HeardCall(
                        call.path("id").asText(),
                        call.at("/function/name").asText(),
                        call.at("/function/arguments").asText())));
        String signature = "";
        for (JsonNode detail : message.path("reasoning_details")) {
            signature += detail.path("signature").asText("");
        }
        return new Heard(
                message.path("content").isTextual() ? message.path("content").asText() : "",
                message.path("reasoning_content").asText(""),
                signature,
                calls,
                finish,
                usage.path("prompt_tokens").asInt(),
                usage.at("/prompt_tokens_details/cached_tokens").asInt(),
                usage.path("completion_tokens").asInt(),
                pieces,
                argumentPieces,
                message);
    }

    @Override
    public String error(JsonNode error) {
        String code = error.at("/error/code").asText("");
        return code.isEmpty() || code.equals("null") ? error.at("/error/type").asText() : code;
    }

    @Override
    public String toString() {
        return "chat completions";
    }
}
