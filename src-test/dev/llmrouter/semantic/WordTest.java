package dev.llmrouter.semantic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordTest {

    private static final List<String> NAMES = List.of("code", "small-talk", "law");

    @ParameterizedTest
    @ValueSource(strings = {"code", " Code\n", "**code**", "\"code\".", "Category: code", "kind = `CODE`"})
    void findsTheNameBetweenAnyMarks(String answer) {
        assertThat(Word.in(answer, NAMES)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "none", "codes", "pre-code", "lawyer", "talk", "code or law", "code_law"})
    void anythingElseNamesNone(String answer) {
        assertThat(Word.in(answer, NAMES)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Since the message is about code, "})
    void alongSpeechNamesNone(String beginning) {
        assertThat(Word.in(beginning + "I would say that. ".repeat(20), NAMES)).isNull();
    }
}
