package dev.llmrouter.scatter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotBlank;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class AnswersTest {

    @Property(tries = 300)
    void noOtherIsThereMoreOftenAndNoneBeforeItAsOften(
            @ForAll @Size(min = 1, max = 10) List<@IntRange(min = 0, max = 3) Integer> votes) {
        List<String> keys = votes.stream().map(String::valueOf).toList();
        int chosen = Answers.mostCommon(keys);
        int most = Collections.frequency(keys, keys.get(chosen));
        for (int i = 0; i < keys.size(); i++) {
            int count = Collections.frequency(keys, keys.get(i));
            assertThat(count).isLessThanOrEqualTo(most);
            assertThat(count < most || i >= chosen).isTrue();
        }
    }

    @Property(tries = 200)
    void caseSpacesAndMarksAroundATextSayNothing(
            @ForAll @AlphaChars @NotBlank @StringLength(min = 1, max = 20) String word,
            @ForAll @AlphaChars @NotBlank @StringLength(min = 1, max = 20) String other) {
        String plain = Answers.text(word + " " + other);
        assertThat(Answers.text("  **" + word.toUpperCase(Locale.ROOT) + "\n " + other + "**. "))
                .isEqualTo(plain);
        assertThat(Answers.text("\"" + word + " " + other + "\"")).isEqualTo(plain);
        assertThat(Answers.text(word + " " + other + " not")).isNotEqualTo(plain);
    }

    @Property(tries = 200)
    void numbersAreTheSameHoweverTheyAreWritten(@ForAll @IntRange(min = -9999, max = 9999) int number) {
        assertThat(Answers.text(number + ".00")).isEqualTo(Answers.text(" " + number));
        assertThat(Answers.text("[" + number + "e0]")).isEqualTo(Answers.text("```json\n[ " + number + " ]\n```"));
        assertThat(Answers.text(number + ".5")).isNotEqualTo(Answers.text("" + number));
    }

    @Example
    void whatOnlyLooksLikeANumberIsAText() {
        assertThat(Answers.text("1.2.3")).isNotEqualTo(Answers.text("1.2"));
        assertThat(Answers.text("{half")).isEqualTo(Answers.text("{HALF"));
        assertThat(Answers.text("...")).isNotEqualTo(Answers.text("!!!"));
    }

    @Example
    void aNumberOfManyDigitsCostsNoMemory() {
        assertThat(Answers.text("1e999999999")).isEqualTo(Answers.text("1E+999999999"));
    }

    @Example
    void aVerdictIsTheFirstNumberThatThereIsAnAnswerOf() {
        assertThat(TakeVerdict.place("2", 3)).isEqualTo(1);
        assertThat(TakeVerdict.place("**Answer 3** is better than 1.", 3)).isEqualTo(2);
        assertThat(TakeVerdict.place("4", 3)).isNull();
        assertThat(TakeVerdict.place("0", 3)).isNull();
        assertThat(TakeVerdict.place("none", 3)).isNull();
        assertThat(TakeVerdict.place("100", 3)).isNull();
    }
}
