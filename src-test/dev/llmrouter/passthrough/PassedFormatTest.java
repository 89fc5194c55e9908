package dev.llmrouter.passthrough;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.EventCutter;
import dev.llmrouter.wire.EventReader;
import dev.llmrouter.wire.Operation;
import dev.llmrouter.wire.Passage;
import dev.llmrouter.wire.ReplyFacts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PassedFormatTest {

    private static ReplyFacts whole(Operation operation, String body) {
        return PassedFormat.of(operation).whole(body.getBytes(UTF_8));
    }

    private static EventReader reading(String... events) {
        EventReader reader = PassedFormat.of(Operation.IMAGES).events();
        for (String event : events) {
            byte[] bytes = event.getBytes(UTF_8);
            reader.read(new EventCutter.Data(bytes, 0, bytes.length));
        }
        return reader;
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "SPEECH, audio/mpeg, BYTES",
                "SPEECH, none, BYTES",
                "SPEECH, application/json, WHOLE",
                "SPEECH, text/event-stream, EVENTS",
                "SPEECH, text/html; charset=utf-8, NONE",
                "TRANSCRIPTIONS, Application/JSON; charset=utf-8, WHOLE",
                "TRANSCRIPTIONS, text/vtt, BYTES",
                "TRANSCRIPTIONS, none, WHOLE",
                "RERANK, application/vnd.x+json, WHOLE",
                "EMBEDDINGS, text/plain, WHOLE",
            })
    void whatAReplyIsSaysItsProvider(Operation operation, String type, Passage passage) {
        assertThat(PassedFormat.of(operation).passage(true, type)).isEqualTo(passage);
        assertThat(PassedFormat.of(operation).passage(false, type)).isEqualTo(passage);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"prompt_tokens\":8,\"total_tokens\":8} | 8 | 0 | 0",
                "{\"input_tokens\":8,\"output_tokens\":3,\"input_tokens_details\":{\"cached_tokens\":2}} | 8 | 3 | 2",
                "{\"total_tokens\":8} | 8 | 0 | 0",
                "{\"total_tokens\":8,\"output_tokens\":3} | 5 | 3 | 0",
            })
    void countsAreReadInEverySpelling(String usage, long input, long output, long cached) {
        assertThat(whole(Operation.IMAGES, "{\"data\":[],\"usage\":" + usage + "}")
                        .usage())
                .isEqualTo(new Usage(input, cached, 0, output, 0, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"text\":\"a\"}", "{\"usage\":null}", "{\"usage\":{\"type\":\"duration\",\"seconds\":9}}"})
    void nothingIsMadeUpOfSoundThatNobodyCounted(String body) {
        assertThat(whole(Operation.TRANSCRIPTIONS, body).usage()).isEqualTo(Usage.UNCOUNTED);
        assertThat(Usage.UNCOUNTED).isEqualTo(new Usage(0, 0, 0, 0, 0, true));
    }

    @Test
    void embeddingsThatNobodyCountedMayBeEstimated() {
        assertThat(whole(Operation.EMBEDDINGS, "{\"data\":[]}").usage()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "IMAGES | {} | true",
                "RERANK | [{\"index\":0}] | true",
                "IMAGES | \"text\" | false",
                "IMAGES | {\"data\":[] | false",
                "IMAGES | {} {} | false",
                "IMAGES | [1 | false",
                "IMAGES | <html> | false",
                "EMBEDDINGS | {\"data\":[]} | true",
                "EMBEDDINGS | {\"embedding\":[]} | false",
                "EMBEDDINGS | [] | false",
            })
    void whatIsAReplyIsJson(Operation operation, String body, boolean isReply) {
        assertThat(whole(operation, body).isReply()).isEqualTo(isReply);
    }

    @Test
    void errorsAreSeen() {
        assertThat(whole(Operation.IMAGES, "{\"error\":{\"message\":\"no\"}}").error())
                .isNotNull();
        assertThat(whole(Operation.IMAGES, "{\"error\":\"no\"}").error()).isNotNull();
        assertThat(whole(Operation.IMAGES, "{\"error\":null,\"data\":[]}").error())
                .isNull();
        assertThat(whole(Operation.IMAGES, "{\"error\":\"\",\"data\":[]}").error())
                .isNull();
        assertThat(reading("{\"type\":\"error\",\"error\":{\"code\":429}}").error())
                .isNotNull();
        EventReader flat = reading("{\"type\":\"error\",\"code\":\"x\",\"message\":\"no\"}");
        assertThat(flat.error()).isNotNull();
        assertThat(flat.hasContent()).isFalse();
    }

    @Test
    void aStreamIsCompleteOnceTheWholeHasComeBehindItsPieces() {
        String piece = "{\"type\":\"image_generation.partial_image\",\"b64_json\":\"AA\"}";
        String whole = "{\"type\":\"image_generation.completed\",\"b64_json\":\"AA\",\"usage\":{\"input_tokens\":1}}";
        assertThat(reading().isComplete()).isFalse();
        assertThat(reading(piece).hasContent()).isTrue();
        assertThat(reading(piece).isComplete()).isFalse();
        assertThat(reading(piece, whole).isComplete()).isTrue();
        assertThat(reading(piece, whole).isEnded()).isFalse();
        assertThat(reading(piece, whole).usage()).isEqualTo(Usage.of(1, 0));
        assertThat(reading(piece, whole, piece).isComplete()).isFalse();
        assertThat(reading("{\"object\":\"transcription.chunk\"}").isComplete()).isTrue();
        assertThat(reading("{}", "[DONE]").isEnded()).isTrue();
    }
}
