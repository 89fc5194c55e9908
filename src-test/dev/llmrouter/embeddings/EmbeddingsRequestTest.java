package dev.llmrouter.embeddings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.wire.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddingsRequestTest {

    private static EmbeddingsRequest of(String input) {
        return EmbeddingsRequest.read(("{\"model\":\"m\",\"input\":" + input + "}").getBytes(UTF_8));
    }

    private static Failure refusal(String json) {
        return catchThrowableOfType(LlmException.class, () -> EmbeddingsRequest.read(json.getBytes(UTF_8)))
                .failure();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"a text\" | a text",
                "[\"a text\"] | a text",
                "[\"one\",\"zwei 🌍\"] | one, zwei 🌍",
                "[15339,1917] | hello world",
                "[[15339,1917]] | hello world",
                "[[15339],[1917]] | hello,  world",
            })
    void readsEveryFormOfInput(String input, String texts) {
        assertThat(String.join(", ", of(input).texts())).isEqualTo(texts);
    }

    @Test
    void goesOutAsItCameButForTheModel() {
        String json = "{ \"input\" : [\"a\\u0062\", \"c\"],\n \"new\": 1e400, \"model\":\"mine\", \"user\":\"u\" }";
        assertThat(EmbeddingsRequest.read(json.getBytes(UTF_8))
                        .forModel("their \"s\"")
                        .toString())
                .isEqualTo(json.replace("\"mine\"", "\"their \\\"s\\\"\""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"input\":\"a\"} | model",
                "{\"model\":\"m\"} | input",
                "{\"model\":\"m\",\"input\":null} | input",
                "{\"model\":\"m\",\"input\":7} | input",
                "{\"model\":\"m\",\"input\":{}} | input",
                "{\"model\":\"m\",\"input\":\"\"} | input",
                "{\"model\":\"m\",\"input\":[]} | input",
                "{\"model\":\"m\",\"input\":[\"a\",\"\"]} | input[1]",
                "{\"model\":\"m\",\"input\":[\"a\",1]} | input[1]",
                "{\"model\":\"m\",\"input\":[1,\"a\"]} | input[1]",
                "{\"model\":\"m\",\"input\":[null]} | input[0]",
                "{\"model\":\"m\",\"input\":[{\"text\":\"a\"}]} | input[0]",
                "{\"model\":\"m\",\"input\":[1,-1]} | input[1]",
                "{\"model\":\"m\",\"input\":[1,1.5]} | input[1]",
                "{\"model\":\"m\",\"input\":[99999999999]} | input[0]",
                "{\"model\":\"m\",\"input\":[[1],[]]} | input[1]",
                "{\"model\":\"m\",\"input\":[[1],[2,\"a\"]]} | input[1][1]",
                "{\"model\":\"m\",\"input\":[[[1]]]} | input[0][0]",
                "{\"model\":\"m\",\"input\":\"a\",\"input\":\"b\"} | input",
                "{\"model\":\"m\",\"input\":\"a\",\"encoding_format\":1} | encoding_format",
                "{\"model\":\"m\",\"input\":\"a\",\"dimensions\":0} | dimensions",
                "{\"model\":\"m\",\"input\":\"a\",\"dimensions\":\"3\"} | dimensions",
                "{\"model\":\"m\",\"input\":\"a\",\"dimensions\":2.0} | dimensions",
            })
    void namesThePlaceOfWhatIsWrong(String json, String place) {
        assertThat(refusal(json).kind()).isEqualTo(FailureClass.BAD_REQUEST);
        assertThat(refusal(json).param()).isEqualTo(place);
        assertThat(refusal(json).message()).contains("'" + place + "'");
    }

    @Test
    void whatIsNullIsNotGiven() {
        EmbeddingsRequest request = EmbeddingsRequest.read(
                "{\"model\":\"m\",\"input\":\"a\",\"encoding_format\":null,\"dimensions\":null}".getBytes(UTF_8));
        assertThat(request.encoding()).isNull();
        assertThat(request.dimensions()).isNull();
    }

    @Test
    void idsOfNoTokenAreRefused() {
        Failure failure = catchThrowableOfType(
                        LlmException.class, () -> of("[[15339],[2000000000]]").texts())
                .failure();
        assertThat(failure.kind()).isEqualTo(FailureClass.BAD_REQUEST);
        assertThat(failure.param()).isEqualTo("input[1]");
    }

    @Test
    void tokenIdsNeedAJarThatIsNamed() throws Exception {
        var ids = Json.MAPPER.readTree("[15339]");
        Failure failure = catchThrowableOfType(LlmException.class, () -> TokenIds.decode(ids, "input", false))
                .failure();
        assertThat(failure.kind()).isEqualTo(FailureClass.UNSUPPORTED);
        assertThat(failure.message()).contains("com.knuddels:jtokkit");
    }
}
