package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.ChatTranslatable.Translated;
import dev.llmrouter.openai.JsonAt;
import dev.llmrouter.openai.OpenAiRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Puts a request for a response in the form of chat completions. For one use by one thread. */
final class RequestTranslator {

    /** What chat completions know under the same name. */
    private static final List<String> SAME = List.of(
            "temperature",
            "top_p",
            "frequency_penalty",
            "presence_penalty",
            "user",
            "metadata",
            "service_tier",
            "prompt_cache_key",
            "prompt_cache_retention",
            "safety_identifier");

    /** What is translated, and what leaves the meaning of a reply as it is. */
    private static final Set<String> TRANSLATED = Set.of(
            "model",
            "input",
            "instructions",
            "stream",
            "stream_options",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "text",
            "reasoning",
            "max_output_tokens",
            "top_logprobs",
            "include",
            "store");

    private static final String PROBABILITIES = "message.output_text.logprobs";
    private static final String SEALED_THOUGHTS = "reasoning.encrypted_content";

    private final JsonAt root;
    private final List<String> dropped = new ArrayList<>();
    private final ObjectNode chat = JsonNodeFactory.instance.objectNode();

    private RequestTranslator(JsonAt root) {
        this.root = root;
    }

    /**
     * {@return the request as a chat completion}
     *
     * @throws dev.llmrouter.outcome.LlmException naming the place in the request; of class UNSUPPORTED for what a provider
     *     that speaks Responses could do
     */
    static Translated translate(JsonNode request) {
        return new RequestTranslator(JsonAt.root(request)).translate();
    }

    private Translated translate() {
        Stored.refuse(root);
        listUnknown();
        chat.put("model", root.at("model").text());
        chat.set("messages", new InputTranslator(dropped).messages(root.at("instructions"), root.at("input")));
        for (String name : SAME) {
            copy(root.at(name), name);
        }
        new ToolTranslator(root, dropped).addTo(chat);
        limits();
        text(root.at("text"));
        reasoning(root.at("reasoning"));
        include(root.at("include"));
        if (root.at("store").node().asBoolean()) {
            chat.put("store", true);
        }
        if (root.at("stream").node().asBoolean()) {
            chat.put("stream", true).putObject("stream_options").put("include_usage", true);
        }
        byte[] json = chat.toString().getBytes(StandardCharsets.UTF_8);
        return new Translated(OpenAiRequest.translated(json), dropped);
    }

    private void listUnknown() {
        root.node().properties().forEach(field -> {
            String name = field.getKey();
            if (!TRANSLATED.contains(name) && !SAME.contains(name) && !saysNothing(name, field.getValue())) {
                dropped.add(name);
            }
        });
    }

    private static boolean saysNothing(String name, JsonNode value) {
        return value.isNull()
                || (value.isContainerNode() && value.isEmpty())
                || (name.equals("background") && value.isBoolean() && !value.booleanValue())
                || (name.equals("truncation") && value.asText().equals("disabled"));
    }

    private void copy(JsonAt value, String name) {
        if (!value.isAbsent()) {
            chat.set(name, value.node());
        }
    }

    private void limits() {
        Integer most = root.at("max_output_tokens").countOrNull();
        if (most != null) {
            chat.put("max_completion_tokens", most);
        }
        JsonAt probabilities = root.at("top_logprobs");
        if (probabilities.node().asInt() > 0) {
            chat.put("logprobs", true);
            copy(probabilities, "top_logprobs");
        }
    }

    private void text(JsonAt text) {
        if (text.isAbsent()) {
            return;
        }
        text.object().listUnknown(Set.of("format", "verbosity"), dropped);
        copy(text.at("verbosity"), "verbosity");
        JsonAt format = text.at("format");
        if (!format.isAbsent()) {
            format(format.object());
        }
    }

    private void format(JsonAt format) {
        JsonAt type = format.at("type");
        switch (type.text()) {
            case "text" -> {}
            case "json_object" -> chat.putObject("response_format").put("type", "json_object");
            case "json_schema" -> schema(format);
            default -> throw type.bad("is none of text, json_object, json_schema");
        }
    }

    private void schema(JsonAt format) {
        format.listUnknown(Set.of("type", "name", "schema", "strict", "description"), dropped);
        ObjectNode described = JsonNodeFactory.instance
                .objectNode()
                .put("name", format.at("name").filledText());
        described.set("schema", format.at("schema").object().node());
        for (String name : new String[] {"strict", "description"}) {
            if (!format.at(name).isAbsent()) {
                described.set(name, format.at(name).node());
            }
        }
        chat.putObject("response_format").put("type", "json_schema").set("json_schema", described);
    }

    /** A summary is what a reply's thoughts are shown as, whether it was asked for or not. */
    private void reasoning(JsonAt reasoning) {
        if (reasoning.isAbsent()) {
            return;
        }
        reasoning.object().listUnknown(Set.of("effort", "summary", "generate_summary"), dropped);
        String effort = reasoning.at("effort").textOrNull();
        if (effort != null) {
            chat.put("reasoning_effort", effort);
        }
    }

    private void include(JsonAt include) {
        if (include.isAbsent()) {
            return;
        }
        for (JsonAt wanted : include.items()) {
            switch (wanted.text()) {
                case PROBABILITIES -> chat.put("logprobs", true);
                case SEALED_THOUGHTS -> {}
                default -> dropped.add(wanted.path());
            }
        }
    }
}
