package dev.llmrouter.semantic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExampleFileTest {

    private static List<String> read(String name, String content) {
        return ExampleFile.read(ResourceHelper.fromBytes(name, content.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aPlainFileHasOneOnALine() {
        assertThat(read("a.txt", "\uFEFFone, two\r\n\r\n  three \nfour")).containsExactly("one, two", "three", "four");
    }

    @Test
    void aTableHasThemInItsColumnOfTexts() {
        String csv = "id,Text,kind\r\n1,\"Say \"\"hi\"\", please\",x\r\n2,,x\r\n3\r\n4,\"two\nlines\",y\n5,plain,z";
        assertThat(read("a.CSV", csv)).containsExactly("Say \"hi\", please", "two\nlines", "plain");
    }

    @Test
    void linesOfJsonHaveThemInTheirFieldOfTexts() {
        assertThat(read("a.jsonl", "{\"id\":1,\"text\":\"one\"}\n\n{\"text\":\"two\"}\n"))
                .containsExactly("one", "two");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.txt   | ''                   | has no examples",
                "a.csv   | 'id,kind'            | has no column 'text' in its first line",
                "a.csv   | 'id,text'            | has no examples",
                "a.jsonl | '{\"text\":1}'       | has no JSON object with a 'text' in line 1",
                "a.jsonl | 'plain'              | has no JSON object with a 'text' in line 1"
            })
    void whatItCanNotUseItRefuses(String name, String content, String why) {
        assertThatThrownBy(() -> read(name, content))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(why);
    }
}
