package dev.llmrouter.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogprobsWishTest {

    private static OpenAiRequest request(String more) {
        String json = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"logprobs\":1}]" + more + " }";
        return OpenAiRequest.read(json.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                ";,'\"logprobs\":true'",
                ",'\"logprobs\": null';,'\"logprobs\": true'",
                ",'\"logprobs\":false,\"n\":1';,'\"logprobs\":true,\"n\":1'",
                ",'\"logprobs\":{}';,'\"logprobs\":true'",
                ",'\"logprobs\":true';,'\"logprobs\":true'",
            },
            quoteCharacter = '`')
    void isWrittenIntoTheRequest(String before, String after) {
        OpenAiRequest asked = request(before == null ? "" : before.replace("'", ""));
        assertThat(LogprobsWish.in(asked).text().replace(" ", ""))
                .isEqualTo(request(after.replace("'", "")).text().replace(" ", ""));
    }

    @Test
    void aWishOfTheCallersOwnIsLeftAlone() {
        OpenAiRequest asked = request(",\"logprobs\":true");
        assertThat(LogprobsWish.in(asked)).isSameAs(asked);
    }

    @Test
    void isTakenFromTheChoicesAndFromNowhereElse() {
        String rest =
                "\"message\":{\"content\":\"logprobs\",\"logprobs\":{\"a\":1}}}],\"logprobs\":{\"b\":2}, \"n\":1.10}";
        String before = "{\"choices\":[{\"index\":0,\"logprobs\":{\"content\":[{\"logprob\":-1}]}," + rest;
        String after = "{\"choices\":[{\"index\":0,\"logprobs\":null," + rest;
        assertThat(LogprobsWish.takenFrom(Buffer.buffer(before)).toString()).isEqualTo(after);
        String events = ": ping\n\ndata: %s\r\n\r\nevent: x\ndata:%s\n\ndata: [DONE]\n\n";
        assertThat(LogprobsWish.takenFromEvents(Buffer.buffer(events.formatted(before, before)))
                        .toString())
                .isEqualTo(events.formatted(after, after));
        assertThat(LogprobsWish.takenFrom(Buffer.buffer("no JSON")).toString()).isEqualTo("no JSON");
    }
}
