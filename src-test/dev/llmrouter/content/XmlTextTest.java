package dev.llmrouter.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

class XmlTextTest {

    private static Document document(String xml) {
        return Objects.requireNonNull(XmlText.read(xml));
    }

    @Test
    void readsAnOrder() {
        assertThat(document(" <?xml version=\"1.0\"?><order total=\"3\"><a/></order>\n")
                        .getDocumentElement()
                        .getAttribute("total"))
                .isEqualTo("3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "order",
                "<order>",
                "<3 you",
                "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
                "<!DOCTYPE a SYSTEM \"http://127.0.0.1:1/a.dtd\"><a/>",
                "<!DOCTYPE a PUBLIC \"a\" \"file:///etc/hostname\"><a/>",
                "<a>&b;</a>",
            })
    void isNothingForWhatIsNoPlainXml(String text) {
        assertThat(XmlText.read(text)).isNull();
    }

    @Test
    void fetchesNothing(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.xml"), "<secret/>");
        assertThat(document("<a xmlns:xi=\"http://www.w3.org/2001/XInclude\"><xi:include href=\"" + secret.toUri()
                                + "\"/></a>")
                        .getElementsByTagName("secret")
                        .getLength())
                .isZero();
        assertThat(XmlText.read("<!DOCTYPE a [<!ENTITY b SYSTEM \"" + secret.toUri() + "\">]><a>&b;</a>"))
                .isNull();
    }

    @Test
    void refusesWhatIsNestedWithoutEnd() {
        assertThat(XmlText.read("<a>".repeat(100_000) + "</a>".repeat(100_000))).isNull();
    }
}
