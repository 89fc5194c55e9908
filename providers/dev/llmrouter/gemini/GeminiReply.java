package dev.llmrouter.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.langchain4j.model.output.FinishReason;
import dev.llmrouter.openai.DetailedTokenUsage;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.provider.AssembledReply;
import dev.llmrouter.provider.JsonStream;
import org.jspecify.annotations.Nullable;

/** Reads Gemini's {@code GenerateContentResponse}: a whole reply is one, a stream is several. */
final class GeminiReply implements JsonStream.Listener {

    private final AssembledReply reply;

    GeminiReply(AssembledReply reply) {
        this.reply = reply;
    }

    @Override
    public void piece(JsonNode piece, StreamingHandle handle) {
        reply.from(handle);
        read(piece, reply);
        checkCalls(piece, reply);
    }

    @Override
    public void end() {
        reply.end();
    }

    @Override
    public void failed(Failure why) {
        reply.fail(why);
    }

    /** {@return a whole reply} */
    static AssembledReply whole(JsonNode answer) {
        AssembledReply reply = new AssembledReply();
        read(answer, reply);
        checkCalls(answer, reply);
        if (!reply.isFinished() && reply.saysNothing()) {
            throw Failure.of(FailureClass.MALFORMED, "The provider's answer holds no reply.")
                    .asException();
        }
        return reply;
    }

    private static void read(JsonNode answer, AssembledReply reply) {
        reply.named(text(answer, "responseId"), text(answer, "modelVersion"));
        JsonNode candidate = answer.path("candidates").path(0);
        for (JsonNode part : candidate.path("content").path("parts")) {
            part(part, reply);
        }
        String reason = text(candidate, "finishReason");
        if (reason != null) {
            reply.finish(finish(reason));
        } else if (answer.path("promptFeedback").hasNonNull("blockReason")) {
            reply.finish(FinishReason.CONTENT_FILTER);
        }
        JsonNode usage = answer.path("usageMetadata");
        if (usage.path("promptTokenCount").isNumber()) {
            reply.usage(usage(usage));
        }
    }

    private static void part(JsonNode part, AssembledReply reply) {
        String call = null;
        String text = text(part, "text");
        if (text != null && part.path("thought").asBoolean()) {
            reply.thought(text);
        } else if (text != null) {
            reply.text(text);
        } else if (part.path("functionCall").isObject()) {
            JsonNode function = part.path("functionCall");
            JsonNode arguments = function.path("args");
            call = reply.call(
                    text(function, "id"),
                    function.path("name").asText(),
                    arguments.isObject() ? arguments.toString() : "{}");
        }
        String signature = text(part, "thoughtSignature");
        if (signature != null && !signature.isEmpty()) {
            reply.signature(signature, GeminiContents.SIGNATURES, call);
        }
    }

    /** A call that Gemini itself could not read is no reply: another try, or another model, may do better. */
    private static void checkCalls(JsonNode answer, AssembledReply reply) {
        String reason = answer.path("candidates").path(0).path("finishReason").asText();
        if (reply.saysNothing()
                && (reason.equals("MALFORMED_FUNCTION_CALL") || reason.equals("UNEXPECTED_TOOL_CALL"))) {
            throw Failure.of(FailureClass.MALFORMED, "The model called a tool in a way that can't be read.")
                    .asException();
        }
    }

    private static FinishReason finish(String reason) {
        return switch (reason) {
            case "STOP" -> FinishReason.STOP;
            case "MAX_TOKENS" -> FinishReason.LENGTH;
            case "SAFETY",
                    "RECITATION",
                    "LANGUAGE",
                    "BLOCKLIST",
                    "PROHIBITED_CONTENT",
                    "SPII",
                    "IMAGE_SAFETY",
                    "IMAGE_PROHIBITED_CONTENT",
                    "IMAGE_RECITATION" -> FinishReason.CONTENT_FILTER;
            default -> FinishReason.OTHER;
        };
    }

    /** Thoughts are counted beside the candidates, and what is cached within the prompt. */
    private static DetailedTokenUsage usage(JsonNode usage) {
        int thoughts = usage.path("thoughtsTokenCount").asInt();
        return new DetailedTokenUsage(
                usage.path("promptTokenCount").asInt()
                        + usage.path("toolUsePromptTokenCount").asInt(),
                usage.path("candidatesTokenCount").asInt() + thoughts,
                usage.path("cachedContentTokenCount").asInt(),
                null,
                thoughts);
    }

    private static @Nullable String text(JsonNode json, String field) {
        JsonNode value = json.path(field);
        return value.isTextual() ? value.textValue() : null;
    }
}
