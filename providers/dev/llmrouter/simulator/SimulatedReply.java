package dev.llmrouter.simulator;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.llmrouter.openai.SchemaWriter;
import dev.llmrouter.tokens.TokenCounter;
import dev.llmrouter.tokens.TokenCounter.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A made-up reply: its text, or the arguments of its only tool call, cut at tokens, and the whole of it.
 *
 * @param pieces in order; empty only where the text is
 */
record SimulatedReply(List<Piece> pieces, ChatResponse response) {

    private static final int QUOTED_CHARACTERS = 200;

    static SimulatedReply to(ChatRequest request, String model, @Nullable String fixedText, TokenCounter counter) {
        boolean callsTool = request.toolChoice() == ToolChoice.REQUIRED
                && !request.toolSpecifications().isEmpty();
        String whole = callsTool
                ? arguments(request.toolSpecifications().get(0))
                : untilStop(fixedText == null ? content(request) : fixedText, request.stopSequences());
        List<Piece> all = counter.cut(whole);
        List<Piece> kept = kept(all, request.maxOutputTokens());
        boolean isCut = kept.size() < all.size();
        String text = kept.stream().map(Piece::text).collect(Collectors.joining());
        ChatResponse response = ChatResponse.builder()
                .id("simulated-" + Long.toHexString(ThreadLocalRandom.current().nextLong()))
                .modelName(model)
                .aiMessage(callsTool ? call(request, text) : AiMessage.from(text))
                .finishReason(isCut ? FinishReason.LENGTH : callsTool ? FinishReason.TOOL_EXECUTION : FinishReason.STOP)
                .tokenUsage(new TokenUsage(
                        counter.count(request),
                        kept.stream().mapToInt(Piece::tokens).sum()))
                .build();
        return new SimulatedReply(kept, response);
    }

    /** {@return the tool that is called, or null where the reply is text} */
    @Nullable
    ToolExecutionRequest call() {
        AiMessage message = response.aiMessage();
        return message.hasToolExecutionRequests()
                ? message.toolExecutionRequests().get(0)
                : null;
    }

    private static AiMessage call(ChatRequest request, String arguments) {
        return AiMessage.from(ToolExecutionRequest.builder()
                .id("call_" + Long.toHexString(ThreadLocalRandom.current().nextLong()))
                .name(request.toolSpecifications().get(0).name())
                .arguments(arguments)
                .build());
    }

    private static String arguments(ToolSpecification tool) {
        return tool.parameters() == null
                ? "{}"
                : SchemaSample.of(SchemaWriter.write(tool.parameters())).toString();
    }

    private static String content(ChatRequest request) {
        ResponseFormat format = request.responseFormat();
        if (format == null || format.type() == ResponseFormatType.TEXT) {
            return "This is the llm-router simulator, no model was asked." + quoted(request);
        }
        return format.jsonSchema() == null
                ? "{\"simulator\":\"This is the llm-router simulator, no model was asked.\"}"
                : SchemaSample.of(SchemaWriter.write(format.jsonSchema().rootElement()))
                        .toString();
    }

    private static String quoted(ChatRequest request) {
        for (int i = request.messages().size() - 1; i >= 0; i--) {
            if (request.messages().get(i) instanceof UserMessage user) {
                String text =
                        user.contents().stream().map(SimulatedReply::described).collect(Collectors.joining(" "));
                return " You wrote: " + shortened(text);
            }
        }
        return "";
    }

    private static String described(Content content) {
        return content instanceof TextContent text ? text.text() : "[" + content.type() + "]";
    }

    private static String shortened(String text) {
        if (text.codePointCount(0, text.length()) <= QUOTED_CHARACTERS) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, QUOTED_CHARACTERS)) + "…";
    }

    private static String untilStop(String text, List<String> stops) {
        int end = text.length();
        for (String stop : stops) {
            int found = stop.isEmpty() ? -1 : text.indexOf(stop);
            end = found < 0 ? end : Math.min(end, found);
        }
        return text.substring(0, end);
    }

    private static List<Piece> kept(List<Piece> pieces, @Nullable Integer maxTokens) {
        if (maxTokens == null) {
            return pieces;
        }
        List<Piece> kept = new ArrayList<>();
        int tokens = 0;
        for (Piece piece : pieces) {
            tokens += piece.tokens();
            if (tokens > maxTokens) {
                break;
            }
            kept.add(piece);
        }
        return kept;
    }
}
