package dev.llmrouter.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageTest {

    private static List<String[]> sentences() throws IOException {
        try (BufferedReader file = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(LanguageTest.class.getResourceAsStream("sentences.txt")),
                StandardCharsets.UTF_8))) {
            return file.lines().map(line -> line.split("\t", -1)).toList();
        }
    }

    @Test
    void knowsMoreThan97In100ShortSentencesOfThirtyLanguages() throws IOException {
        List<String[]> sentences = sentences();
        long right = sentences.stream()
                .filter(line -> line[0].equals(Language.of(line[1])))
                .count();
        assertThat(sentences).hasSizeGreaterThan(250);
        assertThat((double) right / sentences.size()).isGreaterThan(0.97);
    }

    @Test
    void isHardlyEverWrongWhereItSaysSomething() throws IOException {
        assertThat(sentences())
                .filteredOn(line ->
                        !List.of(line[0], "none").contains(Objects.requireNonNullElse(Language.of(line[1]), "none")))
                .hasSizeLessThan(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Hi", "12 + 30 = ?", "...", "OK", "asdf jkl qwer zxcv", "\uD800"})
    void saysNothingWhereItIsNotClear(String text) {
        assertThat(Language.of(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "de, 1. Wann fährt der Zug? 2. Was kostet er?",
        "en, Translate 火车几点出发 for me please",
        "ja, 日本語の文章",
        "zh, 中文句子",
        "fa, سلام چطوری، گربه کجاست",
        "ru, Привет! Как у тебя дела?"
    })
    void goesByWhatMostOfTheTextIs(String language, String text) {
        assertThat(Language.of(text)).isEqualTo(language);
    }

    @Property(tries = 500)
    void namesAKnownLanguageOrNone(@ForAll String text) {
        assertThat(Language.known()).contains(Objects.requireNonNullElse(Language.of(text), "en"));
    }

    @Test
    void readsNoMoreThanTheBeginning() {
        assertThat(Language.of("Das ist ein deutscher Satz und noch einer. ".repeat(100) + "word ".repeat(1_000_000)))
                .isEqualTo("de");
    }
}
