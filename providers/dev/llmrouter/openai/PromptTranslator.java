package dev.llmrouter.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.ChatTranslatable.Translated;
import dev.llmrouter.outcome.LlmException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Puts a request for the completion of a prompt in the form of chat completions. */
final class PromptTranslator {

    /** What chat completions know under the same name. */
    private static final List<String> SAME = List.of(
            "model",
            "max_tokens",
            "temperature",
            "top_p",
            "stop",
            "frequency_penalty",
            "presence_penalty",
            "logit_bias",
            "seed",
            "user");

    private static final Set<String> TRANSLATED =
            Set.of("prompt", "stream", "stream_options", "n", "best_of", "echo", "suffix", "logprobs");

    private PromptTranslator() {}

    /**
     * {@return the request as a chat completion}
     *
     * @throws LlmException naming the place in the request; of class UNSUPPORTED for what only a server of completions
     *     could do
     */
    static Translated translate(JsonNode request) {
        JsonAt root = JsonAt.root(request);
        refuseWhatNoChatCanDo(root);
        ObjectNode chat = JsonNodeFactory.instance.objectNode();
        List<String> dropped = new ArrayList<>();
        root.node().properties().forEach(field -> {
            String name = field.getKey();
            if (SAME.contains(name)) {
                chat.set(name, field.getValue());
            } else if (!TRANSLATED.contains(name) && !field.getValue().isNull()) {
                dropped.add(name);
            }
        });
        chat.putArray("messages").addObject().put("role", "user").put("content", prompt(root.at("prompt")));
        if (root.at("stream").node().asBoolean()) {
            chat.put("stream", true).putObject("stream_options").put("include_usage", true);
        }
        byte[] json = chat.toString().getBytes(StandardCharsets.UTF_8);
        return new Translated(OpenAiRequest.translated(json), dropped);
    }

    private static String prompt(JsonAt prompt) {
        if (prompt.node().isTextual()) {
            return prompt.text();
        }
        List<JsonAt> prompts = prompt.items();
        if (prompts.isEmpty()) {
            throw prompt.bad("is empty");
        }
        if (!prompts.get(0).node().isTextual()) {
            throw refusal(prompt, "is given in tokens");
        }
        if (prompts.size() > 1) {
            throw refusal(prompt, "is " + prompts.size() + " prompts");
        }
        return prompts.get(0).text();
    }

    private static void refuseWhatNoChatCanDo(JsonAt root) {
        for (String count : new String[] {"n", "best_of"}) {
            Integer wanted = root.at(count).countOrNull();
            if (wanted != null && wanted > 1) {
                throw refusal(root.at(count), "is " + wanted);
            }
        }
        if (root.at("echo").node().asBoolean()) {
            throw refusal(root.at("echo"), "is true");
        }
        for (String name : new String[] {"suffix", "logprobs"}) {
            JsonAt value = root.at(name);
            if (!value.isAbsent() && !value.node().asText().isEmpty()) {
                throw refusal(value, "is given");
            }
        }
    }

    private static LlmException refusal(JsonAt place, String what) {
        return place.unsupported(
                what + ", which works only with a target that speaks completions itself; this one can be"
                        + " sent one text as a chat.");
    }
}
