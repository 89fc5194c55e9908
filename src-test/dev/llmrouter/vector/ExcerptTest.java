package dev.llmrouter.vector;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ExcerptTest {

    private static final int MOST = 105;

    @Example
    void aShortTextIsReadWhole() {
        String text = "Write a function that turns a list round. ".repeat(10);
        assertThat(Excerpt.of(text, MOST)).isEqualTo(text);
    }

    @Example
    void ofALongTextTheBeginningAndTheEndAreRead() {
        String text = "Translate this into French. " + "It was a dark and stormy night. ".repeat(1000) + "As a poem!";
        assertThat(Excerpt.of(text, MOST))
                .startsWith("Translate this into French. ")
                .endsWith("As a poem!")
                .hasSizeBetween(300, 1000);
    }

    @Example
    void whitespaceAndIdeographsAreNotEndless() {
        assertThat(Excerpt.of(" ".repeat(1_000_000), MOST)).hasSizeLessThan(6000);
        assertThat(Excerpt.of("語".repeat(1_000_000), MOST)).hasSizeLessThan(130);
    }

    @Property(tries = 300)
    void isMadeOfWholeCharactersOfTheText(@ForAll String text, @ForAll @IntRange(min = 1, max = 200) int most) {
        String whole = text.codePoints()
                .filter(code -> code < 0xD800 || code > 0xDFFF)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        String excerpt = Excerpt.of(whole, most);
        assertThat(excerpt.codePoints()).noneMatch(code -> code >= 0xD800 && code <= 0xDFFF);
        if (!excerpt.equals(whole)) {
            assertThat(excerpt.length()).isLessThanOrEqualTo(whole.length() + 1);
            int cut = longestBeginning(excerpt, whole);
            assertThat(excerpt.charAt(cut)).isEqualTo('\n');
            assertThat(whole).endsWith(excerpt.substring(cut + 1));
        }
    }

    /** Where the line break stands that is not the text's own. */
    private static int longestBeginning(String excerpt, String whole) {
        for (int cut = excerpt.length() - 1; cut >= 0; cut--) {
            if (excerpt.charAt(cut) == '\n'
                    && whole.startsWith(excerpt.substring(0, cut))
                    && whole.endsWith(excerpt.substring(cut + 1))) {
                return cut;
            }
        }
        throw new AssertionError("no beginning and end of the text");
    }
}
