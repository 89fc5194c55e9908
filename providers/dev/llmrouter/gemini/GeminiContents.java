package dev.llmrouter.gemini;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.audio.Audio;
import dev.langchain4j.data.image.Image;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.llmrouter.openai.Thoughts;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.provider.JsonCalls;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes messages as Gemini's {@code systemInstruction} and {@code contents}. For one use. */
final class GeminiContents {

    /** The format of thought signatures, as OpenRouter names it. */
    static final String SIGNATURES = "google-gemini-v1";

    private final ArrayNode contents;
    private final List<ToolExecutionResultMessage> results = new ArrayList<>();
    private List<String> calls = List.of();

    private GeminiContents(ArrayNode contents) {
        this.contents = contents;
    }

    static void write(List<ChatMessage> messages, ObjectNode json) {
        ArrayNode instructions = JsonNodeFactory.instance.arrayNode();
        GeminiContents writer = new GeminiContents(json.putArray("contents"));
        for (ChatMessage message : messages) {
            if (message instanceof SystemMessage system) {
                instructions.addObject().put("text", system.text());
            } else {
                writer.add(message);
            }
        }
        writer.addResults();
        if (!instructions.isEmpty()) {
            json.putObject("systemInstruction").set("parts", instructions);
        }
    }

    private void add(ChatMessage message) {
        if (message instanceof ToolExecutionResultMessage result) {
            results.add(result);
            return;
        }
        addResults();
        if (message instanceof UserMessage user) {
            ArrayNode parts = content("user");
            user.contents().forEach(part -> parts.add(part(part)));
        } else if (message instanceof AiMessage answer) {
            addAnswer(answer);
        }
    }

    private ArrayNode content(String role) {
        return contents.addObject().put("role", role).putArray("parts");
    }

    /** Gemini wants the results of one turn together, and tells those of equal names by their order. */
    private void addResults() {
        if (results.isEmpty()) {
            return;
        }
        results.sort(Comparator.comparingInt(result -> calls.indexOf(result.id())));
        ArrayNode parts = content("user");
        for (ToolExecutionResultMessage result : results) {
            ObjectNode response = parts.addObject().putObject("functionResponse");
            response.put("id", result.id()).put("name", result.toolName());
            response.putObject("response").put("result", result.text());
        }
        results.clear();
    }

    private void addAnswer(AiMessage answer) {
        List<Thoughts.Detail> thoughts = new ArrayList<>(Thoughts.of(answer));
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        for (Thoughts.Detail thought : thoughts) {
            if (thought.text() != null) {
                parts.addObject().put("text", thought.text()).put("thought", true);
            }
        }
        thoughts.removeIf(thought -> !thought.isSignedBy(SIGNATURES));
        if (answer.text() != null && !answer.text().isEmpty()) {
            ObjectNode text = parts.addObject().put("text", answer.text());
            if (!answer.hasToolExecutionRequests()) {
                sign(text, thoughts, null);
            }
        }
        calls = answer.toolExecutionRequests().stream()
                .map(ToolExecutionRequest::id)
                .toList();
        for (ToolExecutionRequest call : answer.toolExecutionRequests()) {
            ObjectNode part = parts.addObject();
            ObjectNode function =
                    part.putObject("functionCall").put("id", call.id()).put("name", call.name());
            function.set("args", JsonCalls.arguments(call));
            sign(part, thoughts, call.id());
        }
        if (!parts.isEmpty()) {
            contents.addObject().put("role", "model").set("parts", parts);
        }
    }

    /** Gives a part its own signature, or else the first one that belongs to no call. */
    private static void sign(ObjectNode part, List<Thoughts.Detail> signed, @Nullable String call) {
        for (boolean isOwn : new boolean[] {true, false}) {
            for (Thoughts.Detail detail : signed) {
                if (isOwn ? call != null && call.equals(detail.call()) : detail.call() == null) {
                    part.put("thoughtSignature", detail.signature());
                    signed.remove(detail);
                    return;
                }
            }
        }
    }

    private static ObjectNode part(Content content) {
        ObjectNode part = JsonNodeFactory.instance.objectNode();
        if (content instanceof TextContent text) {
            return part.put("text", text.text());
        } else if (content instanceof ImageContent image) {
            Image data = image.image();
            return media(part, data.base64Data(), data.mimeType(), data.url());
        } else if (content instanceof AudioContent sound) {
            Audio data = sound.audio();
            return media(part, data.base64Data(), data.mimeType(), data.url());
        } else if (content instanceof PdfFileContent file) {
            return media(
                    part,
                    file.pdfFile().base64Data(),
                    "application/pdf",
                    file.pdfFile().url());
        }
        throw Failure.of(FailureClass.UNSUPPORTED, "Gemini is sent text, images, sound and PDF files only.")
                .asException();
    }

    /** What is somewhere else is fetched by Gemini itself; the router never does. */
    private static ObjectNode media(
            ObjectNode part, @Nullable String base64, @Nullable String mimeType, @Nullable URI url) {
        if (base64 != null && !base64.isEmpty()) {
            part.putObject("inlineData").put("mimeType", mimeType).put("data", base64);
            return part;
        }
        ObjectNode file = part.putObject("fileData");
        String guessed = mimeType != null || url == null
                ? mimeType
                : java.net.URLConnection.guessContentTypeFromName(String.valueOf(url.getPath()));
        if (guessed != null) {
            file.put("mimeType", guessed);
        }
        file.put("fileUri", String.valueOf(url));
        return part;
    }
}
