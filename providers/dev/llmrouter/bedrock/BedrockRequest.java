package dev.llmrouter.bedrock;

import dev.langchain4j.data.image.Image;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.bedrock.BedrockChatRequestParameters;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.llmrouter.openai.PromptParameters;
import dev.llmrouter.openai.Reasoning;
import dev.llmrouter.openai.Thoughts;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts a request in the form that LangChain4j's Bedrock models take, and refuses what they would fetch or break on. */
final class BedrockRequest {

    /** The format of the signatures of Claude, the one family there that has them. */
    static final String SIGNATURES = "anthropic-claude-v1";

    /** The key that LangChain4j's Bedrock models look for in a message's attributes. */
    static final String SIGNATURE = "thinking_signature";

    /** What Claude thinks at least, where it does. */
    private static final int LEAST_THINKING = 1024;

    /** How many tokens are left for the answer behind the thoughts where the caller sets no limit. */
    private static final int ANSWER = 4096;

    private static final Set<String> IMAGES = Set.of("image/png", "image/jpeg", "image/jpg", "image/gif", "image/webp");

    private BedrockRequest() {}

    static ChatRequest of(String model, ChatRequest request) {
        PromptParameters prompt = PromptParameters.of(request.parameters());
        List<ChatMessage> messages = new ArrayList<>();
        request.messages().forEach(message -> messages.add(message(message)));
        ResponseFormat format = prompt.responseFormat();
        if (format != null && format.type() == ResponseFormatType.JSON) {
            messages.add(SystemMessage.from("Answer with one JSON object and with nothing else."));
        }
        return ChatRequest.builder()
                .messages(messages)
                .parameters(parameters(model, prompt, hasCalls(request)))
                .build();
    }

    /** Bedrock refuses calls in a conversation without their tools. */
    private static boolean hasCalls(ChatRequest request) {
        return request.messages().stream().anyMatch(ToolExecutionResultMessage.class::isInstance);
    }

    private static BedrockChatRequestParameters parameters(String model, PromptParameters prompt, boolean hasCalls) {
        BedrockChatRequestParameters.Builder to = BedrockChatRequestParameters.builder();
        to.temperature(prompt.temperature())
                .topP(prompt.topP())
                .maxOutputTokens(prompt.maxOutputTokens())
                .stopSequences(prompt.stopSequences())
                .toolChoice(prompt.toolChoice());
        if (prompt.toolChoice() != ToolChoice.NONE || hasCalls) {
            to.toolSpecifications(prompt.toolSpecifications());
        }
        boolean isClaude = model.contains("anthropic.");
        if (isClaude && prompt.topK() != null) {
            to.additionalModelRequestField("top_k", prompt.topK());
        }
        Reasoning reasoning = prompt.reasoning();
        if (isClaude && reasoning != null && !reasoning.isOff()) {
            think(to, prompt.maxOutputTokens(), Math.max(LEAST_THINKING, reasoning.tokens()));
        } else if (reasoning != null && model.contains("gpt-oss")) {
            to.additionalModelRequestField("reasoning_effort", reasoning.words().word());
        }
        return to.build();
    }

    /** Claude thinks at its own temperature only, and counts its thoughts among the tokens of the reply. */
    private static void think(BedrockChatRequestParameters.Builder to, @Nullable Integer most, int budget) {
        to.additionalModelRequestField("thinking", Map.of("type", "enabled", "budget_tokens", budget))
                .temperature(null)
                .topP(null)
                .maxOutputTokens(budget + (most == null ? ANSWER : most));
    }

    private static ChatMessage message(ChatMessage message) {
        if (message instanceof UserMessage user) {
            user.contents().forEach(BedrockRequest::check);
        } else if (message instanceof AiMessage answer) {
            return answer(answer);
        }
        return message;
    }

    /** A thought goes back only with the signature that Bedrock asks for, which a stream brings in a piece of its own. */
    private static AiMessage answer(AiMessage answer) {
        StringBuilder thought = new StringBuilder();
        String signature = "";
        for (Thoughts.Detail detail : Thoughts.of(answer)) {
            if (detail.signature() == null || detail.isSignedBy(SIGNATURES)) {
                thought.append(detail.text() == null ? "" : detail.text());
                signature = detail.signature() == null ? signature : detail.signature();
            }
        }
        AiMessage.Builder builder =
                AiMessage.builder().text(answer.text()).toolExecutionRequests(answer.toolExecutionRequests());
        return thought.isEmpty() || signature.isEmpty()
                ? builder.build()
                : builder.thinking(thought.toString())
                        .attributes(Map.of(SIGNATURE, signature))
                        .build();
    }

    private static void check(Content content) {
        if (content instanceof ImageContent image) {
            check(image.image());
        } else if (content instanceof PdfFileContent file) {
            checkData(file.pdfFile().base64Data(), "a PDF file");
        } else if (!(content instanceof TextContent)) {
            throw refused(FailureClass.UNSUPPORTED, "Bedrock is sent text, images and PDF files only.");
        }
    }

    private static void check(Image image) {
        checkData(image.base64Data(), "an image");
        if (!IMAGES.contains(String.valueOf(image.mimeType()))) {
            throw refused(FailureClass.UNSUPPORTED, "Bedrock takes images of the types png, jpeg, gif and webp.");
        }
    }

    private static void checkData(@Nullable String base64, String what) {
        if (base64 == null) {
            throw refused(
                    FailureClass.UNSUPPORTED,
                    "Bedrock takes no " + what.replaceFirst("^an? ", "") + " by its address; send it as"
                            + " data:TYPE;base64,DATA.");
        }
        try {
            Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw refused(FailureClass.BAD_REQUEST, "The data of " + what + " is not base64.");
        }
    }

    private static LlmException refused(FailureClass kind, String message) {
        return Failure.of(kind, message).asException();
    }
}
