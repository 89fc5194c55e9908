package dev.llmrouter.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ConfigReaderPropertyTest {

    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            ":",
            "- ",
            "\n",
            "  ",
            "\t",
            "\"",
            "'",
            "&a ",
            "*a",
            "*slow",
            "<<: ",
            "? ",
            "| ",
            "!!int ",
            "!x ",
            "---\n",
            "...",
            "%YAML 9.9\n",
            "#",
            ",",
            "~",
            "0x1F",
            "1e999",
            "{{",
            "}}",
            "\"{{env:KEY}}\"",
            "\0",
            "é");

    @Property
    void refusesOrReadsAnyText(@ForAll String text) {
        neverThrowsAnythingElse(text);
    }

    @Property
    void refusesOrReadsAnyPieces(@ForAll("pieces") List<String> pieces) {
        neverThrowsAnythingElse(String.join("", pieces));
    }

    @Property
    void refusesOrReadsAGoodFileThatWasChanged(@ForAll("mutations") String text) {
        neverThrowsAnythingElse(text);
    }

    @Provide
    Arbitrary<List<String>> pieces() {
        return Arbitraries.of(PIECES).list().ofMaxSize(30);
    }

    @Provide
    Arbitrary<String> mutations() {
        Arbitrary<Integer> position = Arbitraries.integers().between(0, Sample.GOOD.length() - 1);
        Arbitrary<Integer> cut = Arbitraries.integers().between(0, 12);
        Arbitrary<String> put =
                Arbitraries.oneOf(Arbitraries.of(PIECES), Arbitraries.strings().ofMaxLength(3));
        return Combinators.combine(position, cut, put).as(ConfigReaderPropertyTest::mutate);
    }

    private static String mutate(int position, int cut, String put) {
        int end = Math.min(Sample.GOOD.length(), position + cut);
        return Sample.GOOD.substring(0, position) + put + Sample.GOOD.substring(end);
    }

    private static void neverThrowsAnythingElse(String yaml) {
        try {
            assertThat(Sample.read(yaml).providers()).isNotEmpty();
        } catch (ConfigException refusal) {
            assertThat(refusal.problems()).isNotEmpty();
            assertThat(refusal).hasMessageNotContaining(Sample.KEY);
            assertThat(refusal.toString().lines()).hasSameSizeAs(refusal.problems());
        }
    }
}
