package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.chunk;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.done;
import static dev.llmrouter.fixture.FakeOpenAi.finish;
import static dev.llmrouter.fixture.FakeOpenAi.pieces;
import static dev.llmrouter.fixture.FakeOpenAi.role;
import static dev.llmrouter.fixture.FakeOpenAi.status;
import static dev.llmrouter.fixture.FakeOpenAi.stream;
import static dev.llmrouter.fixture.FakeOpenAi.usage;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.fixture.FakeOpenAi;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FidelityTest {

    private static final String STREAMED = "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\"}]}";

    private final FakeOpenAi up = answering(completion("Hi"));
    private final TestRouter router = TestRouter.before(up.baseUrl());

    @AfterEach
    void stop() {
        router.close();
        up.close();
    }

    private static String data(String json) {
        return "data: " + json + "\n\n";
    }

    static Stream<Arguments> requests() {
        return Stream.of(
                Arguments.of("unknown fields", "{\"model\":\"m\",%s,\"new_in_2031\":{\"a\":[1,null,true]},\"x\":0.10}"),
                Arguments.of(
                        "big numbers", "{\"seed\":9007199254740993,\"n20\":12345678901234567890,\"model\":\"m\",%s}"),
                Arguments.of("a long fraction", "{\"model\":\"m\",\"top_p\":0.12345678901234567890123e-2,%s}"),
                Arguments.of("the order of keys", "{\"z\":1,%s,\"a\":2,\"model\":\"m\",\"b\":{\"y\":1,\"x\":2}}"),
                Arguments.of("odd whitespace", " \n{\t\"model\" :\r\n \"m\" , %s ,\t\"n\" :  2\n}\n\n"),
                Arguments.of("escapes", "{\"model\":\"m\",%s,\"user\":\"\\u00e9\\/\\ud83d\\ude00\\u0000\"}"),
                Arguments.of("emoji", "{\"model\":\"m\",%s,\"user\":\"😀 日本語 é \u2028\"}"),
                Arguments.of("an escaped model", "{%s,\"user\":\"é\",\"model\":\"m\"}"),
                Arguments.of("a model within", "{\"metadata\":{\"model\":\"m\",\"stream\":true},\"model\":\"m\",%s}"),
                Arguments.of("a duplicate key", "{\"model\":\"m\",\"seed\":1,\"seed\":2,%s}"),
                Arguments.of("stream_options without a stream", "{\"model\":\"m\",\"stream_options\":null,%s}"),
                Arguments.of(
                        "logprobs and choices", "{\"model\":\"m\",\"n\":2,\"logprobs\":true,\"top_logprobs\":3,%s}"),
                Arguments.of(
                        "tools",
                        "{\"model\":\"m\",%s,\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"strict\":true,"
                                + "\"parameters\":{\"type\":\"object\",\"$defs\":{}}}}],\"tool_choice\":\"auto\"}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void aRequestArrivesAsSent(String name, String template) {
        String sent = template.formatted("\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]");
        assertThat(router.chat(sent).statusCode()).isEqualTo(200);
        int model = sent.lastIndexOf("\"m\"");
        assertThat(up.last().body())
                .isEqualTo(sent.substring(0, model) + "\"upstream-model\"" + sent.substring(model + 3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"role\":\"developer\",\"content\":\"Be brief\",\"name\":\"d\"}",
                "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,iVBOR/+=\","
                        + "\"detail\":\"low\"}},{\"type\":\"text\",\"text\":\"?\"}]}",
                "{\"role\":\"user\",\"content\":[{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"UklGRg==\",\"format\":\"wav\"}}]}",
                "{\"role\":\"user\",\"content\":[{\"type\":\"file\",\"file\":{\"file_id\":\"f1\",\"filename\":\"a.pdf\"}}]}",
                "{\"role\":\"assistant\",\"content\":null,\"reasoning_content\":\"Hm\",\"tool_calls\":[{\"id\":\"c1\","
                        + "\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\": 1}\"}}]}",
                "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"42\"}",
                "{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"Erc==\"}]}",
            })
    void aMessageOfAnyKindArrivesAsSent(String message) {
        String rest = ",\"messages\":[" + message + "]}";
        assertThat(router.chat("{\"model\":\"m\"" + rest).statusCode()).isEqualTo(200);
        assertThat(up.last().body()).isEqualTo("{\"model\":\"upstream-model\"" + rest);
    }

    @Test
    void aModelWithEscapesIsFoundAndReplaced() {
        router.chat("{\"model\":\"\\u006d\",\"messages\":[{}]}");
        assertThat(up.last().body()).isEqualTo("{\"model\":\"upstream-model\",\"messages\":[{}]}");
    }

    @Test
    void aPromptOfAMegabyteArrivesAsSent() {
        String rest = ",\"messages\":[{\"role\":\"user\",\"content\":\"" + "Größe 😀 ".repeat(80_000) + "\"}]}";
        assertThat(router.chat("{\"model\":\"m\"" + rest).statusCode()).isEqualTo(200);
        assertThat(up.last().body()).isEqualTo("{\"model\":\"upstream-model\"" + rest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"m\",\"model\":\"m\",\"messages\":[{}]}",
                "{\"model\":\"m\",\"messages\":[{}],\"messages\":[{}]}",
                "{\"model\":\"m\",\"stream\":false,\"messages\":[{}],\"stream\":true}",
                "{\"model\":\"m\",\"stream\":true,\"stream_options\":{},\"stream_options\":{},\"messages\":[{}]}",
            })
    void whatTheRouterReadsMayNotBeGivenTwice(String ambiguous) {
        HttpResponse<String> reply = router.chat(ambiguous);
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.body()).contains("is given twice");
        assertThat(up.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"x\",\"choices\":[{\"index\":1,\"message\":{\"role\":\"assistant\",\"content\":\"B\"}},"
                        + "{\"index\":0,\"message\":{\"content\":\"A\"},\"logprobs\":{\"content\":[{\"token\":\"A\",\"bytes\":[65],"
                        + "\"logprob\":-0.00012340}]}}],\"usage\":null}",
                "\n { \"z\" : 12345678901234567890 , \"choices\" : [ { } ] , \"a\" : 9007199254740993.0 } \n",
                "{\"choices\":[{\"message\":{\"reasoning_content\":\"h\\u006d\",\"content\":\"\\ud83d\\ude00 😀\"}}],\"new\":[{}]}",
                "{\"choices\":[{\"message\":{\"content\":null,\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":"
                        + "{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1.0}\"}}]},\"finish_reason\":\"tool_calls\"}],"
                        + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"x\":{}},\"service_tier\":\"flex\"}",
                "{\"choices\":[{\"message\":{\"audio\":{\"id\":\"a\",\"data\":\"UklGRg==\",\"transcript\":\"hi\"}}}],\"error\":null}",
            })
    void aReplyComesBackAsGiven(String given) {
        up.nowAnswering(status(200, given));
        HttpResponse<String> reply = router.ask("m");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo(given);
    }

    static Stream<Arguments> streamOptions() {
        String no = "\"include_usage\":false";
        String yes = "\"include_usage\":true";
        return Stream.of(
                Arguments.of("", ",\"stream_options\":{" + yes + "}", false),
                Arguments.of(",\"stream_options\":null", ",\"stream_options\":{" + yes + "}", false),
                Arguments.of(",\"stream_options\":{}", ",\"stream_options\":{" + yes + "}", false),
                Arguments.of(",\"stream_options\": { }", ",\"stream_options\": { " + yes + "}", false),
                Arguments.of(",\"stream_options\":{" + no + "}", ",\"stream_options\":{" + yes + "}", false),
                Arguments.of(
                        ",\"stream_options\":{\"include_usage\": null }",
                        ",\"stream_options\":{\"include_usage\": true }",
                        false),
                Arguments.of(",\"stream_options\":{" + yes + "}", ",\"stream_options\":{" + yes + "}", true),
                Arguments.of(
                        ",\"stream_options\":{\"include_obfuscation\":false}",
                        ",\"stream_options\":{\"include_obfuscation\":false," + yes + "}",
                        false),
                Arguments.of(
                        ",\"stream_options\":{\"a\":{\"include_usage\":true}," + no + ",\"b\":[1]}",
                        ",\"stream_options\":{\"a\":{\"include_usage\":true}," + yes + ",\"b\":[1]}",
                        false),
                Arguments.of(
                        ",\"stream_options\":{\"a\":1," + yes + "}",
                        ",\"stream_options\":{\"a\":1," + yes + "}",
                        true));
    }

    @ParameterizedTest
    @MethodSource("streamOptions")
    void theProviderIsAlwaysAskedForUsageAndTheCallerOnlySeesItOnDemand(String given, String sent, boolean wanted) {
        up.nowAnswering(stream(role(), chunk("Hi"), finish(), usage(), done()));
        String messages = ",\"messages\":[{\"role\":\"user\"}]";
        HttpResponse<String> reply = router.chat("{\"model\":\"m\"" + given + messages + ",\"stream\":true}");
        assertThat(up.last().body())
                .isEqualTo(
                        given.isEmpty()
                                ? "{\"model\":\"upstream-model\"" + messages + ",\"stream\":true" + sent + "}"
                                : "{\"model\":\"upstream-model\"" + sent + messages + ",\"stream\":true}");
        assertThat(reply.body()).isEqualTo(role() + chunk("Hi") + finish() + (wanted ? usage() : "") + done());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1}", "[true]", "1", "\"yes\""})
    void whetherUsageIsWantedIsTrueOrFalse(String value) {
        HttpResponse<String> reply =
                router.chat("{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":" + value
                        + "},\"messages\":[{}]}");
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.body()).contains("include_usage");
    }

    static Stream<Arguments> streams() {
        String toolCalls = data(
                        "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":"
                                + "{\"name\":\"f\",\"arguments\":\"\"}},{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"g\"}}]}}]}")
                + data(
                        "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":1,\"function\":{\"arguments\":\"{\\\"x\"}}]}}]}")
                + data("{\"choices\":[{\"index\":0,\"delta\":{}}]}")
                + data(
                        "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{}\"}}]}}]}");
        return Stream.of(
                Arguments.of(
                        "usage that is null",
                        role() + data("{\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"usage\":null}")),
                Arguments.of(
                        "usage with a choice",
                        data("{\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"usage\":{\"prompt_tokens\":1}}")),
                Arguments.of(
                        "no choices and no usage", data("{\"choices\":[],\"prompt_filter_results\":[]}") + chunk("a")),
                Arguments.of("deltas of tool calls", role() + toolCalls),
                Arguments.of(
                        "odd whitespace",
                        "data:{ \"choices\" : [ {\"delta\":{\"content\":\"a\"}} ] }\n\n\n\n" + chunk("b")),
                Arguments.of("fields of an event", "event: x\nid: 7\nretry: 10\n" + chunk("a")),
                Arguments.of(
                        "comments and pings",
                        ": hello\n\n" + role() + ": ping\n\n" + chunk("a") + "event: ping\n\n:\n\n"),
                Arguments.of("CR LF", (": x\n\n" + role() + chunk("a")).replace("\n", "\r\n")),
                Arguments.of("CR", (": x\n\n" + role() + chunk("a")).replace("\n", "\r")),
                Arguments.of(
                        "an event on two lines", "data: {\"choices\":[{\"delta\":\ndata: {\"content\":\"a\"}}]}\n\n"),
                Arguments.of(
                        "two choices, logprobs, big numbers, reasoning, emoji",
                        data(
                                "{\"id\":12345678901234567890,\"choices\":[{\"index\":1,\"delta\":{\"reasoning_content\":\"😀\"},"
                                        + "\"logprobs\":{\"content\":[]}},{\"index\":0,\"delta\":{\"content\":\"\\u00e9\"}}]}")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("streams")
    void aStreamComesBackAsGiven(String name, String events) {
        String given = events + finish() + done();
        up.nowAnswering(pieces(given.getBytes(UTF_8)));
        HttpResponse<String> reply = router.chat(STREAMED);
        assertThat(reply.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        assertThat(reply.body()).isEqualTo(given);
    }

    @Test
    void anEventThatIsNoJsonIsDroppedAndTheStreamGoesOn() {
        up.nowAnswering(stream(role(), chunk("one"), data("{\"choices\":[{\"del"), chunk("two"), finish(), done()));
        assertThat(router.stream("m").body()).isEqualTo(role() + chunk("one") + chunk("two") + finish() + done());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void aStreamMayBeCutAtAnyByte(String lineEnd) {
        String small = ": é\n\n" + data("{\"choices\":[{\"delta\":{\"content\":\"😀\"}}]}") + finish();
        byte[] given = (small + usage() + done()).replace("\n", lineEnd).getBytes(UTF_8);
        String seen = (small + done()).replace("\n", lineEnd);
        for (int at = 1; at < given.length; at++) {
            up.nowAnswering(pieces(Arrays.copyOf(given, at), Arrays.copyOfRange(given, at, given.length)));
            assertThat(router.chat(STREAMED).body()).as("cut at %d", at).isEqualTo(seen);
        }
    }

    @Test
    void aStreamMayArriveByteByByte() {
        byte[] given = (role() + chunk("😀") + finish() + usage() + done()).getBytes(UTF_8);
        up.nowAnswering(pieces(IntStream.range(0, given.length)
                .mapToObj(at -> new byte[] {given[at]})
                .toArray(byte[][]::new)));
        assertThat(router.chat(STREAMED).body()).isEqualTo(role() + chunk("😀") + finish() + done());
    }

    @Test
    void fiveThousandChunksKeepTheirOrder() {
        String[] events =
                IntStream.range(0, 5000).mapToObj(i -> chunk("<" + i + ">")).toArray(String[]::new);
        up.nowAnswering(FakeOpenAi.streamOf(
                IntStream.range(0, 5000).mapToObj(i -> "<" + i + ">").toArray(String[]::new)));
        assertThat(router.chat(STREAMED).body()).isEqualTo(role() + String.join("", events) + finish() + done());
    }

    @Test
    void twoHundredStreamsAtOnceAreEachWhole() {
        up.nowAnswering((request, asked) -> {
            String seed = asked.toJsonObject().getString("user");
            FakeOpenAi.streamOf(IntStream.range(0, 50)
                            .mapToObj(i -> seed + "-" + i + " ")
                            .toArray(String[]::new))
                    .to(request, asked);
        });
        List<CompletableFuture<HttpResponse<String>>> replies = IntStream.range(0, 200)
                .mapToObj(i -> router.startChat(STREAMED.replace("{\"model\"", "{\"user\":\"u" + i + "\",\"model\"")))
                .toList();
        for (int i = 0; i < replies.size(); i++) {
            String seed = "u" + i;
            String expected = IntStream.range(0, 50)
                    .mapToObj(part -> chunk(seed + "-" + part + " "))
                    .reduce(role(), String::concat);
            assertThat(replies.get(i).join().body()).isEqualTo(expected + finish() + done());
        }
    }
}
