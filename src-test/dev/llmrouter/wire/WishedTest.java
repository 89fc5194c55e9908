package dev.llmrouter.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.wire.ProviderWishes.Sort;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WishedTest {

    private static OpenAiRequest read(String fields) {
        String json = "{" + fields + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
        return OpenAiRequest.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static ProviderWishes provider(String wishes) {
        return read("\"model\":\"m\",\"provider\":" + wishes).wished().provider();
    }

    private static Failure refusal(String fields) {
        return catchThrowableOfType(LlmException.class, () -> read(fields)).failure();
    }

    @Test
    void aRequestWithoutWishesHasNone() {
        assertThat(read("\"model\":\"m\",\"user\":\"u\"").wished()).isSameAs(Wished.NOTHING);
    }

    @Test
    void everyWishIsRead() {
        ProviderWishes wishes = provider(
                """
            {"order":["a","b"],"only":["a","b","c"],"ignore":["d"],"allow_fallbacks":false,"require_parameters":true,
             "data_collection":"deny","zdr":true,"quantizations":["fp8","unknown"],
             "sort":{"by":"latency","partition":"none"},"max_price":{"prompt":1,"completion":"2.5","image":3},
             "preferred_min_throughput":40,"preferred_max_latency":1.5,"enforce_distillable_text":false}
            """);
        assertThat(wishes)
                .isEqualTo(new ProviderWishes(
                        java.util.List.of("a", "b"),
                        java.util.List.of("a", "b", "c"),
                        java.util.List.of("d"),
                        false,
                        true,
                        true,
                        true,
                        java.util.Set.of("fp8", "unknown"),
                        Sort.LATENCY,
                        true,
                        1.0,
                        2.5,
                        40.0,
                        1.5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "{\"order\":null,\"allow_fallbacks\":null,\"sort\":null,\"max_price\":null,\"zdr\":null}",
                "{\"sort\":{\"by\":null,\"partition\":null},\"max_price\":{\"prompt\":null}}",
                "{\"data_collection\":\"allow\",\"allow_fallbacks\":true,\"preferred_max_latency\":{}}"
            })
    void whatSaysNothingIsNoWish(String provider) {
        assertThat(provider(provider)).isEqualTo(ProviderWishes.NONE);
    }

    @Test
    void ofSeveralPercentilesTheStrictestCounts() {
        ProviderWishes wishes = provider("{\"preferred_min_throughput\":{\"p50\":100,\"p90\":50},"
                + "\"preferred_max_latency\":{\"p50\":1,\"p99\":5}}");
        assertThat(wishes.minThroughput()).isEqualTo(100);
        assertThat(wishes.maxLatency()).isEqualTo(1);
    }

    @Test
    void aModelIsNotItsOwnFallback() {
        assertThat(read("\"models\":[\"b\",\"m\",\"b\",\"c\"],\"model\":\"m\"")
                        .wished()
                        .fallbacks())
                .containsExactly("b", "c");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"models\":\"m\" | models",
                "\"models\":[1] | models[0]",
                "\"models\":[\"a\",\" \"] | models[1]",
                "\"models\":[],\"models\":[] | models",
                "\"provider\":[] | provider",
                "\"provider\":\"openai\" | provider",
                "\"provider\":{},\"provider\":{} | provider",
                "\"provider\":{\"order\":\"a\"} | provider.order",
                "\"provider\":{\"only\":[null]} | provider.only[0]",
                "\"provider\":{\"ignore\":{}} | provider.ignore",
                "\"provider\":{\"allow_fallbacks\":\"false\"} | provider.allow_fallbacks",
                "\"provider\":{\"require_parameters\":1} | provider.require_parameters",
                "\"provider\":{\"zdr\":0} | provider.zdr",
                "\"provider\":{\"data_collection\":\"denied\"} | provider.data_collection",
                "\"provider\":{\"quantizations\":[\"fp8\",\"int2\"]} | provider.quantizations[1]",
                "\"provider\":{\"sort\":\"cheapest\"} | provider.sort",
                "\"provider\":{\"sort\":[]} | provider.sort",
                "\"provider\":{\"sort\":{\"by\":\"speed\"}} | provider.sort.by",
                "\"provider\":{\"sort\":{\"by\":\"price\",\"partition\":\"all\"}} | provider.sort.partition",
                "\"provider\":{\"sort\":{\"bye\":\"price\"}} | provider.sort.bye",
                "\"provider\":{\"max_price\":1} | provider.max_price",
                "\"provider\":{\"max_price\":{\"prompt\":-1}} | provider.max_price.prompt",
                "\"provider\":{\"max_price\":{\"completion\":\"cheap\"}} | provider.max_price.completion",
                "\"provider\":{\"max_price\":{\"image\":\"NaN\"}} | provider.max_price.image",
                "\"provider\":{\"max_price\":{\"input\":1}} | provider.max_price.input",
                "\"provider\":{\"preferred_min_throughput\":\"fast\"} | provider.preferred_min_throughput",
                "\"provider\":{\"preferred_max_latency\":{\"p50\":true}} | provider.preferred_max_latency.p50",
                "\"provider\":{\"preferred_max_latency\":{\"p95\":1}} | provider.preferred_max_latency.p95",
                "\"provider\":{\"enforce_distillable_text\":true} | provider.enforce_distillable_text"
            })
    void whatIsNotUnderstoodIsRefusedWithItsPlace(String fields, String place) {
        Failure refusal = refusal("\"model\":\"m\"," + fields);
        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.param()).isEqualTo(place);
        assertThat(refusal.message()).contains(place);
    }

    @Test
    void anUnknownKeyIsRefusedWithWhatWasProbablyMeant() {
        assertThat(refusal("\"model\":\"m\",\"provider\":{\"allow_fallback\":false}")
                        .message())
                .contains("provider.allow_fallback")
                .contains("Did you mean allow_fallbacks?");
    }

    @Test
    void aWishAsLongAsABookIsRefusedUnread() {
        Failure refusal = refusal("\"model\":\"m\",\"provider\":{\"only\":[\"" + "x".repeat(70_000) + "\"]}");
        assertThat(refusal.message()).contains("'provider' is longer than");
    }

    @Test
    void modelsAreNotTriedWithoutEnd() {
        assertThat(refusal("\"models\":[" + "\"m\",".repeat(20) + "\"m\"]").message())
                .contains("more than 20");
    }

    @Test
    void aModelHasToBeNamedOneWayOrTheOther() {
        assertThat(refusal("\"models\":[]").param()).isEqualTo("model");
    }
}
