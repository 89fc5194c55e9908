package dev.llmrouter.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.fixture.WithoutJars;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Languages as an application knows them that did not take the jar of the profiles. */
class MissingProfilesTest {

    private static final Class<?> BARE = bare();

    private static Class<?> bare() {
        try {
            return new WithoutJars("com.optimaize.").loadClass(Language.class.getName());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static @Nullable Object languageOf(String text) throws ReflectiveOperationException {
        return BARE.getMethod("of", String.class).invoke(null, text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Wie ist das Wetter heute in Berlin?", "Какая сегодня погода в Москве?"})
    void lettersOfManyLanguagesTellNothing(String text) throws ReflectiveOperationException {
        assertThat(Language.of(text)).isNotNull();
        assertThat(languageOf(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "el, Τι καιρό κάνει σήμερα;",
        "ja, 今日の天気はどうですか",
        "fa, سلام چطوری، گربه کجاست",
        "vi, Thời tiết hôm nay thế nào?"
    })
    void lettersOfOneLanguageTellAsBefore(String language, String text) throws ReflectiveOperationException {
        assertThat(languageOf(text)).isEqualTo(language);
    }

    @Test
    void theSameLanguagesAreKnownByName() throws ReflectiveOperationException {
        assertThat(BARE.getMethod("known").invoke(null)).isEqualTo(Language.known());
    }
}
