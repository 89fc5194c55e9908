package dev.llmrouter.provider;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.llmrouter.openai.SchemaWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts tokens as OpenAI's current models do (encoding o200k_base), for who has no count from a provider. Exact for
 * text with {@code com.knuddels:jtokkit} on the class path; without it, one token per four bytes of UTF-8, which is
 * about right for English and too low for code. Thread-safe.
 *
 * <p>The first count loads the encoding, once for all counters, which takes some hundred milliseconds and about 30 MB.
 */
public final class TokenCounter {

    /** Of OpenAI's cookbook, "How to count tokens with tiktoken": around a message, and before the reply. */
    private static final int AROUND_MESSAGE = 3;

    private static final int BEFORE_REPLY = 3;
    private static final int ROLE = 1;
    private static final int BEFORE_NAME = 1;

    /** Of OpenAI's vision guide: an image at low detail, and one of 1024 by 1024 at high detail. */
    private static final int IMAGE_LOW = 85;

    private static final int IMAGE_HIGH = 765;

    private static final int BYTES_PER_TOKEN = 4;

    private final boolean isExact;

    /** A counter as exact as the class path allows. */
    public TokenCounter() {
        this(TokenCounter.class.getClassLoader().getResource("com/knuddels/jtokkit/Encodings.class") != null);
    }

    TokenCounter(boolean isExact) {
        this.isExact = isExact;
    }

    /**
     * Some text that is not cut inside a character.
     *
     * @param tokens how many tokens it is, at least 1
     */
    public record Piece(String text, int tokens) {}

    /** {@return the tokens of the text; words such as {@code <|endoftext|>} count as ordinary text} */
    public int count(String text) {
        return isExact ? Loaded.O200K.countTokensOrdinary(text) : estimate(text);
    }

    /**
     * {@return the tokens of a request's prompt by the cookbook's formula, 3 per message and 3 for the reply} Tools add
     * the tokens of their definitions, images a flat amount by their detail; sound and files are not counted.
     */
    public int count(ChatRequest request) {
        int tokens = BEFORE_REPLY;
        for (ChatMessage message : request.messages()) {
            tokens += AROUND_MESSAGE + ROLE + count(message);
        }
        for (ToolSpecification tool : request.toolSpecifications()) {
            tokens += count(tool);
        }
        return tokens;
    }

    /** {@return the text cut at its tokens, in order and complete; a character of several tokens stays whole} */
    public List<Piece> cut(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        List<Piece> pieces = new ArrayList<>();
        int start = 0;
        int end = 0;
        int tokens = 0;
        for (int length : tokenLengths(text, utf8.length)) {
            end = Math.min(end + length, utf8.length);
            tokens++;
            if (end == utf8.length || isCharacterStart(utf8[end])) {
                pieces.add(new Piece(new String(utf8, start, end - start, StandardCharsets.UTF_8), tokens));
                start = end;
                tokens = 0;
            }
        }
        return pieces;
    }

    private int[] tokenLengths(String text, int bytes) {
        return isExact ? Loaded.tokenLengths(text) : estimatedLengths(bytes);
    }

    private static int[] estimatedLengths(int bytes) {
        int[] lengths = new int[(bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN];
        Arrays.fill(lengths, BYTES_PER_TOKEN);
        return lengths;
    }

    private static int estimate(String text) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        return (bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
    }

    private static boolean isCharacterStart(byte utf8) {
        return (utf8 & 0xC0) != 0x80;
    }

    private int count(ChatMessage message) {
        if (message instanceof SystemMessage system) {
            return count(system.text());
        }
        if (message instanceof UserMessage user) {
            int name = user.name() == null ? 0 : BEFORE_NAME + count(user.name());
            return name + user.contents().stream().mapToInt(this::count).sum();
        }
        if (message instanceof AiMessage reply) {
            return countOrZero(reply.text())
                    + reply.toolExecutionRequests().stream()
                            .mapToInt(this::count)
                            .sum();
        }
        return message instanceof ToolExecutionResultMessage result ? count(result.text()) : 0;
    }

    private int count(Content content) {
        if (content instanceof TextContent text) {
            return count(text.text());
        }
        if (content instanceof ImageContent image) {
            return image.detailLevel() == ImageContent.DetailLevel.LOW ? IMAGE_LOW : IMAGE_HIGH;
        }
        return 0;
    }

    private int count(ToolExecutionRequest call) {
        return countOrZero(call.name()) + countOrZero(call.arguments());
    }

    private int count(ToolSpecification tool) {
        String schema = tool.parameters() == null
                ? ""
                : SchemaWriter.write(tool.parameters()).toString();
        return count(tool.name()) + countOrZero(tool.description()) + count(schema);
    }

    private int countOrZero(@Nullable String text) {
        return text == null ? 0 : count(text);
    }

    /** A class of its own, so that it is loaded with the first count and only where jtokkit is there. */
    private static final class Loaded {

        static final Encoding O200K = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

        static int[] tokenLengths(String text) {
            IntArrayList tokens = O200K.encodeOrdinary(text);
            int[] lengths = new int[tokens.size()];
            IntArrayList one = new IntArrayList(1);
            for (int i = 0; i < lengths.length; i++) {
                one.clear();
                one.add(tokens.get(i));
                lengths[i] = O200K.decodeBytes(one).length;
            }
            return lengths;
        }
    }
}
