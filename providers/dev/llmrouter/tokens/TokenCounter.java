package dev.llmrouter.tokens;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Counts tokens before a provider does, for who has no count from it. With {@code com.knuddels:jtokkit} on the class
 * path exact for text to OpenAI's models; to others, whose encodings are not public or not at hand, 1.1 times what
 * OpenAI's current encoding (o200k_base) makes of it, which is seldom below a tenth off. Without jtokkit one token per
 * four bytes of UTF-8, about right for English and too low for code. Thread-safe.
 *
 * <p>The first count loads the encoding, once for all counters, which takes some hundred milliseconds and about 30 MB.
 */
public final class TokenCounter {

    /** How texts become tokens. */
    private enum Way {
        O200K(1),
        CL100K(1),
        LIKE_O200K(1.1),
        BYTES(1);

        private final double factor;

        Way(double factor) {
            this.factor = factor;
        }
    }

    /** Of tiktoken's table of models, which goes by the beginnings of their names. */
    private static final Pattern O200K_MODELS =
            Pattern.compile("(ft:)?(gpt-4o|gpt-4\\.[15]|gpt-5|gpt-oss|chatgpt-4o|codex-mini|o[1-9](-|$)).*");

    private static final Pattern CL100K_MODELS =
            Pattern.compile("(ft:)?(gpt-4|gpt-3\\.5|gpt-35|text-embedding-(3|ada)).*");

    private static final boolean HAS_ENCODINGS =
            TokenCounter.class.getClassLoader().getResource("com/knuddels/jtokkit/Encodings.class") != null;

    private static final int BYTES_PER_TOKEN = 4;

    /** How many UTF-16 units are counted at a time, so that a count can stop in between. */
    private static final int PIECE = 1 << 16;

    /** How far before its end a piece may be cut at the beginning of a word. */
    private static final int LAST_WORD = 1 << 10;

    private final Way way;

    /** A counter for OpenAI's current models, as exact as the class path allows. */
    public TokenCounter() {
        this(HAS_ENCODINGS ? Way.O200K : Way.BYTES);
    }

    private TokenCounter(Way way) {
        this.way = way;
    }

    /** {@return a counter that loads nothing and takes four bytes for a token} */
    public static TokenCounter ofBytes() {
        return new TokenCounter(Way.BYTES);
    }

    /**
     * {@return the counter for a model; equal for models whose texts become the same tokens}
     *
     * @param model as its provider calls it, with or without a vendor and a slash before it
     */
    public static TokenCounter forModel(String model) {
        if (!HAS_ENCODINGS) {
            return ofBytes();
        }
        String name = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        if (O200K_MODELS.matcher(name).matches()) {
            return new TokenCounter(Way.O200K);
        }
        return new TokenCounter(CL100K_MODELS.matcher(name).matches() ? Way.CL100K : Way.LIKE_O200K);
    }

    /**
     * Some text that is not cut inside a character.
     *
     * @param tokens how many tokens it is, at least 1
     */
    public record Piece(String text, int tokens) {}

    /** {@return the tokens of the text; words such as {@code <|endoftext|>} count as ordinary text} */
    public int count(String text) {
        return count(text, Integer.MAX_VALUE);
    }

    /**
     * {@return the tokens of a request's prompt by the cookbook's formula, 3 per message and 3 for the reply} Tools add
     * the tokens of their definitions, images a flat amount by their detail; sound and files are not counted.
     */
    public int count(ChatRequest request) {
        return countUpTo(Integer.MAX_VALUE, request);
    }

    /**
     * {@return the same, or, where it is more than {@code most}, some number between that and it} Counting a text takes a
     * second for some megabytes, and few want to know by how much a prompt is too long.
     */
    public int countUpTo(int most, ChatRequest request) {
        return ChatTally.of(request, PromptTally.upTo(most, this));
    }

    /** {@return about as many tokens, as {@link PromptTally#rough} estimates them} */
    public int countRoughly(ChatRequest request) {
        return ChatTally.of(request, PromptTally.rough(this));
    }

    int count(String text, int most) {
        if (way == Way.BYTES) {
            return estimate(text);
        }
        int tokens = 0;
        for (int from = 0; from < text.length() && tokens <= most; ) {
            int to = pieceEnd(text, from);
            tokens += (int) Math.ceil(way.factor * encoding().countTokensOrdinary(text.substring(from, to)));
            from = to;
        }
        return tokens;
    }

    /** Where a word begins, if one does, since words that are cut have more tokens. */
    private static int pieceEnd(String text, int from) {
        int end = from + PIECE;
        if (end >= text.length()) {
            return text.length();
        }
        int space = text.lastIndexOf(' ', end);
        if (space > end - LAST_WORD) {
            return space;
        }
        return Character.isLowSurrogate(text.charAt(end)) ? end - 1 : end;
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
        return way == Way.BYTES ? estimatedLengths(bytes) : Loaded.tokenLengths(encoding(), text);
    }

    private Encoding encoding() {
        return Loaded.of(way == Way.CL100K ? EncodingType.CL100K_BASE : EncodingType.O200K_BASE);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TokenCounter counter && counter.way == way;
    }

    @Override
    public int hashCode() {
        return way.hashCode();
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

    /** A class of its own, so that it is loaded with the first count and only where jtokkit is there. */
    private static final class Loaded {

        private static final EncodingRegistry REGISTRY = Encodings.newLazyEncodingRegistry();

        static Encoding of(EncodingType type) {
            return REGISTRY.getEncoding(type);
        }

        static int[] tokenLengths(Encoding encoding, String text) {
            IntArrayList tokens = encoding.encodeOrdinary(text);
            int[] lengths = new int[tokens.size()];
            IntArrayList one = new IntArrayList(1);
            for (int i = 0; i < lengths.length; i++) {
                one.clear();
                one.add(tokens.get(i));
                lengths[i] = encoding.decodeBytes(one).length;
            }
            return lengths;
        }
    }
}
