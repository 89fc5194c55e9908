package dev.llmrouter.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.llmrouter.tokens.TokenCounter.Piece;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TokenCounterTest {

    private static final Encoding O200K = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

    private final TokenCounter counter = new TokenCounter();
    private final TokenCounter estimate = TokenCounter.ofBytes();

    private static String joined(Iterable<Piece> pieces) {
        StringBuilder text = new StringBuilder();
        pieces.forEach(piece -> text.append(piece.text()));
        return text.toString();
    }

    @Property(tries = 200)
    void countsAsJtokkitDoes(@ForAll String text) {
        assertThat(counter.count(text)).isEqualTo(O200K.countTokensOrdinary(text));
    }

    @Property(tries = 200)
    void piecesAreTheTextAndItsTokens(@ForAll String text) {
        assertThat(joined(counter.cut(text))).isEqualTo(text.replaceAll("\\p{Cs}", "?"));
        assertThat(counter.cut(text).stream().mapToInt(Piece::tokens).sum()).isEqualTo(counter.count(text));
        assertThat(joined(estimate.cut(text))).isEqualTo(text.replaceAll("\\p{Cs}", "?"));
    }

    @Test
    void neverCutsACharacter() {
        String text = "🦜🧬 naïve 日本語 𓀀𓀁";

        assertThat(O200K.countTokensOrdinary(text))
                .isGreaterThan(counter.cut(text).size());
        assertThat(counter.cut(text)).allSatisfy(piece -> assertThat(piece.text())
                .isNotEmpty()
                .doesNotContain("\ufffd")
                .isEqualTo(
                        piece.text().codePoints().mapToObj(Character::toString).collect(Collectors.joining())));
    }

    @Test
    void countsAPromptByTheCookbooksFormula() {
        ChatRequest request = ChatRequest.builder()
                .messages(SystemMessage.from("You are kind."), UserMessage.from("ann", "hello world"))
                .build();

        int system = 3 + 1 + O200K.countTokens("You are kind.");
        int user = 3 + 1 + O200K.countTokens("hello world") + 1 + O200K.countTokens("ann");
        assertThat(counter.count(request)).isEqualTo(system + user + 3);
    }

    @Test
    void addsToolsAndImages() {
        ChatRequest plain =
                ChatRequest.builder().messages(UserMessage.from("hi")).build();
        ChatRequest rich = ChatRequest.builder()
                .messages(UserMessage.from(
                        TextContent.from("hi"),
                        ImageContent.from("https://example.com/a.png", ImageContent.DetailLevel.LOW)))
                .toolSpecifications(ToolSpecification.builder().name("f").build())
                .build();

        assertThat(counter.count(rich)).isEqualTo(counter.count(plain) + 85 + 1);
    }

    @Test
    void countsControlWordsAsText() {
        assertThat(counter.count("<|endoftext|>")).isGreaterThan(1);
    }

    @Test
    void estimatesFourBytesATokenWithoutJtokkit() {
        assertThat(estimate.count("")).isZero();
        assertThat(estimate.count("hello")).isEqualTo(2);
        assertThat(estimate.cut("abcd😀e"))
                .containsExactly(new Piece("abcd", 1), new Piece("😀", 1), new Piece("e", 1));
    }

    @Test
    void eachFamilyHasItsOwnEncoding() {
        Encoding cl100k = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);
        String text = "Ein längerer Satz, der in beiden anders gezählt wird: 日本語, naïveté, Überraschungsei.";
        int current = O200K.countTokensOrdinary(text);

        for (String model : List.of("gpt-4o-mini", "gpt-4.1", "openai/gpt-5-nano", "o3", "o4-mini", "GPT-4o")) {
            assertThat(TokenCounter.forModel(model).count(text)).as(model).isEqualTo(current);
        }
        for (String model : List.of("gpt-4", "gpt-4-turbo", "gpt-3.5-turbo", "text-embedding-3-small")) {
            assertThat(TokenCounter.forModel(model).count(text)).as(model).isEqualTo(cl100k.countTokensOrdinary(text));
        }
        for (String model : List.of("claude-sonnet-4-5", "gemini-2.5-pro", "ollama", "o", "mystery")) {
            assertThat(TokenCounter.forModel(model).count(text)).as(model).isEqualTo((int) Math.ceil(current * 1.1));
        }
        assertThat(TokenCounter.forModel("claude-a")).isEqualTo(TokenCounter.forModel("gemini-b"));
    }

    @Test
    void aLongTextIsCountedInPiecesAndHardlyOtherwise() {
        String words = "The quick brown fox jumps over 13 lazy dogs; 日本語 😀. ".repeat(10_000);
        String word = "a😀".repeat(100_000);

        assertThat(counter.count(words)).isCloseTo(O200K.countTokensOrdinary(words), withinPercentage(0.1));
        assertThat(counter.count(word)).isCloseTo(O200K.countTokensOrdinary(word), withinPercentage(0.1));
    }

    @Test
    void aCountThatIsLimitedStopsSoonBehindItsLimit() {
        ChatRequest request = ChatRequest.builder()
                .messages(UserMessage.from("hello ".repeat(1_000_000)), UserMessage.from("hello ".repeat(1_000_000)))
                .build();

        assertThat(counter.countUpTo(1000, request)).isBetween(1001, 30_000);
        assertThat(counter.countUpTo(Integer.MAX_VALUE, request)).isEqualTo(counter.count(request));
        ChatRequest small =
                ChatRequest.builder().messages(UserMessage.from("hello")).build();
        assertThat(counter.countUpTo(0, small)).isPositive();
        assertThat(counter.countUpTo(100, small)).isEqualTo(counter.count(small));
    }
}
