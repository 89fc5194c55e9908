package dev.llmrouter.simulator;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
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

    /** {@return the reply to a request} Where a text is fixed, that is it, unless the request demands that a tool is called. */
    static SimulatedReply to(ChatRequest request, String model, @Nullable String fixedText, TokenCounter counter) {
        SimulatedCall wish = fixedText == null ? SimulatedCall.wished(request) : null;
        String obstacle = wish == null ? null : wish.obstacle(request);
        SimulatedCall call = wish != null && obstacle == null ? wish : SimulatedCall.demanded(request);
        String whole = call != null
                ? call.arguments()
                : untilStop(
                        fixedText == null ? SimulatedText.to(request, obstacle) : fixedText, request.stopSequences());
        List<Piece> all = counter.cut(whole);
        List<Piece> kept = kept(all, request.maxOutputTokens());
        boolean isCut = kept.size() < all.size();
        String text = kept.stream().map(Piece::text).collect(Collectors.joining());
        ChatResponse response = ChatResponse.builder()
                .id("simulated-" + Long.toHexString(ThreadLocalRandom.current().nextLong()))
                .modelName(model)
                .aiMessage(call == null ? AiMessage.from(text) : calling(call.name(), text))
                .finishReason(
                        isCut ? FinishReason.LENGTH : call == null ? FinishReason.STOP : FinishReason.TOOL_EXECUTION)
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

    private static AiMessage calling(String tool, String arguments) {
        return AiMessage.from(ToolExecutionRequest.builder()
                .id("call_" + Long.toHexString(ThreadLocalRandom.current().nextLong()))
                .name(tool)
                .arguments(arguments)
                .build());
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
