package dev.llmrouter.longtext;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.tokens.TokenCounter;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class TextCutterTest {

    private static final TokenCounter COUNTER = new TokenCounter();

    /** Prose, lists, words without an end, and characters of several code points. */
    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> words = Arbitraries.of(
                "tree", "Maß", "東京は大きい", "👩‍👩‍👧‍👦", "é́́", "https://example.com/a/b?c=d", "x".repeat(300), "3.14");
        Arbitrary<String> ends = Arbitraries.of(" ", " ", " ", ". ", "! ", "\n", "\r\n", "\n\n", "\n \n\n", "");
        return net.jqwik.api.Combinators.combine(words, ends)
                .as((word, end) -> word + end)
                .list()
                .ofMaxSize(120)
                .map(pieces -> String.join("", pieces));
    }

    @Property(tries = 300)
    void partsHoldAllOfTheTextInOrderAndAreNoLongerThanTheyMayBe(
            @ForAll("texts") String text,
            @ForAll @IntRange(min = 32, max = 200) int most,
            @ForAll @IntRange(max = 60) int overlap) {
        List<String> parts = TextCutter.cut(text, most, overlap, COUNTER::count);
        int covered = 0;
        int before = -1;
        for (String part : parts) {
            assertThat(COUNTER.count(part)).isLessThanOrEqualTo(most);
            int start = startOf(part, text, before + 1, covered);
            assertThat(start)
                    .as("%s is in the text where the one before ends, or earlier", part)
                    .isGreaterThan(before);
            assertThat(COUNTER.count(text.substring(start, covered))).isLessThanOrEqualTo(overlap);
            assertThat(start + part.length()).isGreaterThan(covered);
            assertThat(Character.isLowSurrogate(part.charAt(0))).isFalse();
            assertThat(Character.isHighSurrogate(part.charAt(part.length() - 1)))
                    .isFalse();
            before = start;
            covered = start + part.length();
        }
        assertThat(covered).isEqualTo(text.length());
    }

    /** The latest place that leaves no gap; -1 where there is none. */
    private static int startOf(String part, String text, int from, int covered) {
        for (int start = covered; start >= from; start--) {
            if (text.startsWith(part, start) && start + part.length() > covered) {
                return start;
            }
        }
        return -1;
    }

    @Example
    void paragraphsStayTogether() {
        String first = "One two three. Four five six.\n\n";
        String second = "Seven eight nine. Ten eleven twelve.\n\n";
        assertThat(TextCutter.cut(first + second, 12, 0, COUNTER::count)).containsExactly(first, second);
    }

    @Example
    void sentencesStayTogetherWhereParagraphsDoNotFit() {
        String first = "One two three four five six seven. ";
        String second = "Eight nine ten eleven twelve thirteen.";
        assertThat(TextCutter.cut(first + second, 12, 0, COUNTER::count)).containsExactly(first, second);
    }

    @Example
    void aPartBeginsWithTheLastWordsOfTheOneBefore() {
        List<String> parts = TextCutter.cut("one two three four ".repeat(40), 40, 5, COUNTER::count);
        for (int i = 1; i < parts.size(); i++) {
            String repeated = parts.get(i).substring(0, 8);
            assertThat(parts.get(i - 1)).contains(repeated.strip());
        }
        assertThat(String.join("", parts)).hasSizeGreaterThan("one two three four ".length() * 40);
    }

    @Example
    void megabytesAreCutInSeconds() {
        String text = "The quick brown fox jumps over the lazy dog. ".repeat(50_000);
        long begin = System.nanoTime();
        List<String> parts = TextCutter.cut(text, 4000, 200, COUNTER::count);
        assertThat(parts).hasSizeBetween(125, 180);
        assertThat(System.nanoTime() - begin).isLessThan(20_000_000_000L);
    }
}
