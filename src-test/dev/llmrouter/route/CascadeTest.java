package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.chunk;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.cutAfter;
import static dev.llmrouter.fixture.FakeOpenAi.done;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.finish;
import static dev.llmrouter.fixture.FakeOpenAi.heldStream;
import static dev.llmrouter.fixture.FakeOpenAi.reset;
import static dev.llmrouter.fixture.FakeOpenAi.role;
import static dev.llmrouter.fixture.FakeOpenAi.status;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.FakeOpenAi.Answer;
import dev.llmrouter.fixture.RawClient;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CascadeTest {

    private static final String REFUSAL = "I'm sorry, but I can't help with that.";
    private static final String SCHEMA =
            ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":"
                    + "{\"type\":\"object\",\"required\":[\"age\"],\"properties\":{\"age\":{\"type\":\"integer\"}}}}}";

    private static final FakeOpenAi cheap = answering(completion("cheap"));
    private static final FakeOpenAi other = answering(completion("other"));
    private static final FakeOpenAi smart = answering(completion("smart"));
    private static final TestRouter router = TestRouter.with(
            """
        providers:
          one: { type: openai, baseUrl: "%s" }
          two: { type: openai, baseUrl: "%s" }
          three: { type: openai, baseUrl: "%s" }
          claude: { type: anthropic, baseUrl: "%s" }
        targets:
          small: { provider: one, model: m1, price: { input: 1, output: 2 } }
          medium: { provider: two, model: m2 }
          large: { provider: three, model: m3, price: { input: 10, output: 20 } }
          shy: { provider: one, model: m1, unsupported: refuse }
          haiku: { provider: claude, model: m4 }
          wholeCheap: { provider: one, model: m1, price: { input: 1, output: 2 } }
          wholeDear: { provider: three, model: m3, price: { input: 10, output: 20 } }
          streamCheap: { provider: one, model: m1, price: { input: 1, output: 2 } }
          streamDear: { provider: three, model: m3, price: { input: 10, output: 20 } }
          fragile: { provider: one, model: m1, breaker: { window: 3, minimumCalls: 3 } }
        models:
          careful: { policy: cascade, of: [ small, large ] }
          strict:
            policy: cascade
            of: [ small, large ]
            escalateOn: [ length ]
            minLogprob: -0.6
            check: { simple: "${body} contains 'cheap'" }
          regular: { policy: cascade, of: [ small, large ], escalateOn: [ ], check: { regex: "^[0-9]+$" } }
          unsure: { policy: cascade, of: [ shy, large ], minLogprob: -1 }
          flowing: { policy: cascade, of: [ small, large ], streams: pass }
          cheapOnes: { of: [ small, medium ] }
          wide: { policy: cascade, of: [ cheapOnes, large ] }
          either: { of: [ careful, medium ] }
          plainly: { of: [ small, careful ] }
          whole: { policy: cascade, of: [ wholeCheap, wholeDear ] }
          streamed: { policy: cascade, of: [ streamCheap, streamDear ] }
          fragileFirst: { policy: cascade, of: [ fragile, large ] }
          anthropic: { policy: cascade, of: [ haiku, large ] }
        """
                    .formatted(cheap.baseUrl(), other.baseUrl(), smart.baseUrl(), cheap.baseUrl()));

    @BeforeEach
    void begin() {
        for (FakeOpenAi server : List.of(cheap, other, smart)) {
            server.received().clear();
        }
        cheap.nowAnswering(completion("cheap"));
        other.nowAnswering(completion("other"));
        smart.nowAnswering(completion("smart"));
    }

    @AfterAll
    static void stop() {
        router.close();
        cheap.close();
        other.close();
        smart.close();
    }

    private HttpResponse<String> ask(String model, boolean stream, String more) {
        smart.nowAnswering(stream ? streamOf("sm", "art") : completion("smart"));
        return router.chat("{\"model\":\"" + model + "\",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]" + more + "}");
    }

    private static String header(HttpResponse<String> reply, String name) {
        return reply.headers().firstValue(name).orElse("none");
    }

    /** A whole reply with that message and reason to end. */
    private static Answer whole(String message, String finish, String logprobs) {
        return status(
                200,
                "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1760000000,\"model\":\"m\",\"choices\":[{\"index\":0,"
                        + "\"message\":{\"role\":\"assistant\"," + message + "},\"logprobs\":" + logprobs
                        + ",\"finish_reason\":\"" + finish
                        + "\"}],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3,"
                        + "\"total_tokens\":10},\"precise\":0.10000000000000000001}");
    }

    /** The same as a stream. */
    private static Answer streamed(String delta, String finish, String logprobs) {
        String head =
                "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1760000000,\"model\":\"m\",";
        return FakeOpenAi.stream(
                role(),
                head + "\"choices\":[{\"index\":0,\"delta\":{" + delta + "},\"logprobs\":" + logprobs
                        + ",\"finish_reason\":null}],\"precise\":0.10000000000000000001}\n\n",
                head + "\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"" + finish
                        + "\"}]}\n\n",
                FakeOpenAi.usage(),
                done());
    }

    private static Answer answer(boolean stream, String message, String finish) {
        return stream ? streamed(message, finish, "null") : whole(message, finish, "null");
    }

    static Stream<Arguments> faults() {
        String refused = "\"content\":\"" + REFUSAL + "\"";
        String badCall =
                "\"content\":null,\"tool_calls\":[{\"index\":0,\"id\":\"t\",\"type\":\"function\",\"function\":"
                        + "{\"name\":\"f\",\"arguments\":\"{oops\"}}]";
        return Stream.of(false, true)
                .flatMap(stream -> Stream.of(
                        Arguments.of("careful", "refusal", answer(stream, refused, "stop"), stream, ""),
                        Arguments.of(
                                "careful",
                                "refusal",
                                answer(stream, "\"content\":null,\"refusal\":\"No.\"", "stop"),
                                stream,
                                ""),
                        Arguments.of(
                                "careful",
                                "refusal",
                                answer(stream, "\"content\":\"Half\"", "content_filter"),
                                stream,
                                ""),
                        Arguments.of("careful", "empty", answer(stream, "\"content\":\" \"", "stop"), stream, ""),
                        Arguments.of(
                                "careful", "schema", answer(stream, "\"content\":\"prose\"", "stop"), stream, SCHEMA),
                        Arguments.of(
                                "careful",
                                "schema",
                                answer(stream, "\"content\":\"{\\\"age\\\":\\\"old\\\"}\"", "stop"),
                                stream,
                                SCHEMA),
                        Arguments.of("careful", "schema", answer(stream, badCall, "tool_calls"), stream, ""),
                        Arguments.of(
                                "careful",
                                "schema",
                                answer(stream, "\"content\":\"prose\"", "stop"),
                                stream,
                                ",\"response_format\":{\"type\":\"json_object\"}"),
                        Arguments.of("strict", "length", answer(stream, "\"content\":\"cheap\"", "length"), stream, ""),
                        Arguments.of("strict", "check", answer(stream, "\"content\":\"dear\"", "stop"), stream, ""),
                        Arguments.of("regular", "check", answer(stream, "\"content\":\"12 a\"", "stop"), stream, ""),
                        Arguments.of(
                                "strict",
                                "logprob",
                                stream
                                        ? streamed("\"content\":\"cheap\"", "stop", logprobs(-0.1, -1.2))
                                        : whole("\"content\":\"cheap\"", "stop", logprobs(-0.1, -1.2)),
                                stream,
                                "")));
    }

    private static String logprobs(double... tokens) {
        StringBuilder content = new StringBuilder();
        for (double token : tokens) {
            content.append(content.isEmpty() ? "" : ",")
                    .append("{\"token\":\"x\",\"logprob\":" + token + ",\"bytes\":null,\"top_logprobs\":[]}");
        }
        return "{\"content\":[" + content + "],\"refusal\":null}";
    }

    @ParameterizedTest(name = "{0} {1} stream={3}")
    @MethodSource("faults")
    void theNextStageIsAskedOn(String model, String why, Answer fault, boolean stream, String more) {
        cheap.nowAnswering(fault);
        HttpResponse<String> reply = ask(model, stream, more);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(reply.body()).contains("sm").contains("art").doesNotContain("error");
        assertThat(header(reply, "x-llm-target")).isEqualTo("large");
        assertThat(header(reply, "x-llm-attempts")).isEqualTo("2");
        assertThat(header(reply, "x-llm-escalated")).isEqualTo(why);
        assertThat(header(reply, "x-llm-degraded")).isEqualTo("none");
        assertThat(cheap.received()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aGoodReplyIsGivenAsItCame(boolean stream) {
        cheap.nowAnswering(answer(stream, "\"content\":\"cheap\"", "stop"));
        HttpResponse<String> reply = ask("careful", stream, "");
        assertThat(reply.body()).contains("cheap").contains("0.10000000000000000001");
        assertThat(header(reply, "x-llm-target")).isEqualTo("small");
        assertThat(header(reply, "x-llm-escalated")).isEqualTo("none");
        assertThat(smart.received()).isEmpty();
        if (stream) {
            assertThat(reply.body()).startsWith(role()).endsWith(done()).doesNotContain("usage");
        }
    }

    @Test
    void aStreamIsHeldBackUntilItIsChecked() {
        CompletableFuture<String> rest = new CompletableFuture<>();
        cheap.nowAnswering(heldStream(role() + chunk("cheap"), rest, finish(), done()));
        try (RawClient client = RawClient.to(router.port())) {
            client.send(RawClient.post("{\"model\":\"careful\",\"stream\":true,\"messages\":[{\"role\":\"user\","
                    + "\"content\":\"Hello\"}]}"));
            await().until(() -> cheap.open() == 1 && router.inFlight("small") == 1);
            rest.complete("now");
            assertThat(client.readUntil("[DONE]")).contains("cheap");
        }
    }

    @Test
    void aStreamThatIsNotCheckedFlows() {
        CompletableFuture<String> rest = new CompletableFuture<>();
        cheap.nowAnswering(heldStream(role() + chunk(REFUSAL), rest, finish(), done()));
        try (RawClient client = RawClient.to(router.port())) {
            client.send(RawClient.post("{\"model\":\"flowing\",\"stream\":true,\"messages\":[{\"role\":\"user\","
                    + "\"content\":\"Hello\"}]}"));
            client.readUntil(REFUSAL);
            rest.complete("now");
            client.readUntil("[DONE]");
        }
        assertThat(smart.received()).isEmpty();
    }

    @Test
    void aHeldStreamThatBreaksOffFallsOverUnseen() {
        cheap.nowAnswering(cutAfter(role(), chunk("half")));
        HttpResponse<String> reply = ask("careful", true, "");
        assertThat(reply.body()).contains("art").doesNotContain("half").doesNotContain("error");
        assertThat(header(reply, "x-llm-escalated")).isEqualTo("none");
        assertThat(header(reply, "x-llm-target")).isEqualTo("large");
    }

    @Test
    void aCallerThatLeavesWhileAStreamIsHeldStopsTheProvider() {
        int before = cheap.aborted();
        cheap.nowAnswering(FakeOpenAi.stallAfter(role(), chunk("half")));
        try (RawClient client = RawClient.to(router.port())) {
            client.send(RawClient.post("{\"model\":\"careful\",\"stream\":true,\"messages\":[{\"role\":\"user\","
                    + "\"content\":\"Hello\"}]}"));
            await().until(() -> cheap.open() == 1 && router.inFlight("small") == 1);
        }
        await().until(() -> cheap.aborted() == before + 1 && router.inFlight("small") == 0);
        assertThat(smart.received()).isEmpty();
    }

    @Test
    void bothRepliesArePaidFor() {
        cheap.nowAnswering(completion(REFUSAL));
        HttpResponse<String> reply = ask("whole", false, "");
        // 7 tokens in and 3 out at each of them
        assertThat(header(reply, "x-llm-cost-usd")).isEqualTo("0.000143");
        await().untilAsserted(() -> assertThat(router.metrics())
                .contains("llm_cost_usd_total{target=\"wholeCheap\"} 1.3E-5")
                .contains("llm_cost_usd_total{target=\"wholeDear\"} 1.3E-4")
                .contains("llm_tokens_total{kind=\"input\",target=\"wholeCheap\"} 7.0")
                .contains("llm_tokens_total{kind=\"output\",target=\"wholeDear\"} 3.0")
                .contains("llm_attempts_total{outcome=\"reply_rejected\",target=\"wholeCheap\"} 1.0")
                .contains("llm_attempts_total{outcome=\"ok\",target=\"wholeDear\"} 1.0"));
    }

    @Test
    void bothStreamsArePaidFor() {
        cheap.nowAnswering(streamOf(REFUSAL));
        ask("streamed", true, "");
        // of 7 tokens in, 2 are cached, which costs the same here
        await().untilAsserted(() -> assertThat(router.metrics())
                .contains("llm_cost_usd_total{target=\"streamCheap\"} 1.3E-5")
                .contains("llm_cost_usd_total{target=\"streamDear\"} 1.3E-4"));
    }

    @Test
    void rejectionsDoNotOpenTheCircuit() {
        cheap.nowAnswering(completion(REFUSAL));
        for (int i = 0; i < 10; i++) {
            assertThat(header(ask("fragileFirst", false, ""), "x-llm-target")).isEqualTo("large");
        }
        assertThat(cheap.received()).hasSize(10);
        assertThat(router.metrics()).contains("llm_circuit_open{target=\"fragile\"} 0.0");
        assertThat(router.inFlight("fragile")).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRejectedReplyIsBetterThanNone(boolean stream) {
        cheap.nowAnswering(answer(stream, "\"content\":\"" + REFUSAL + "\"", "stop"));
        smart.nowAnswering(reset());
        HttpResponse<String> reply = router.chat("{\"model\":\"careful\",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).contains(REFUSAL).doesNotContain("error");
        assertThat(header(reply, "x-llm-target")).isEqualTo("small");
        assertThat(header(reply, "x-llm-degraded")).isEqualTo("rejected");
        if (stream) {
            assertThat(reply.body()).endsWith(done());
        } else {
            assertThat(header(reply, "x-llm-cost-usd")).isEqualTo("0.000013");
        }
    }

    @Test
    void alsoWhereTheNextStageRefusesTheRequest() {
        cheap.nowAnswering(completion(REFUSAL));
        smart.nowAnswering(error(400, "too clever"));
        assertThat(router.ask("careful").body()).contains(REFUSAL);
    }

    @Test
    void anotherTargetOfTheSameStageIsNotAskedForABetterReply() {
        cheap.nowAnswering(completion(REFUSAL));
        HttpResponse<String> reply = ask("wide", false, "");
        assertThat(header(reply, "x-llm-target")).isEqualTo("large");
        assertThat(other.received()).isEmpty();
    }

    @Test
    void butIsWhereTheFirstOneFails() {
        cheap.nowAnswering(error(500, "oops"));
        assertThat(header(ask("wide", false, ""), "x-llm-target")).isEqualTo("medium");
        other.nowAnswering(completion(REFUSAL));
        assertThat(header(ask("wide", false, ""), "x-llm-target")).isEqualTo("large");
    }

    @Test
    void theLastStageIsTakenAsItIs() {
        cheap.nowAnswering(completion(REFUSAL));
        smart.nowAnswering(completion(REFUSAL));
        HttpResponse<String> reply = router.ask("careful");
        assertThat(header(reply, "x-llm-target")).isEqualTo("large");
        assertThat(header(reply, "x-llm-degraded")).isEqualTo("none");
    }

    @Test
    void whoStandsBehindACascadeIsAskedBeforeARejectedReplyIsGiven() {
        cheap.nowAnswering(completion(REFUSAL));
        smart.nowAnswering(error(500, "oops"));
        assertThat(header(router.ask("either"), "x-llm-target")).isEqualTo("medium");
    }

    @Test
    void aTargetThatWasNotChosenByTheCascadeIsNotChecked() {
        cheap.nowAnswering(completion(REFUSAL));
        assertThat(header(ask("plainly", false, ""), "x-llm-target")).isEqualTo("small");
        assertThat(header(ask("small", false, ""), "x-llm-target")).isEqualTo("small");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatOnlyTheRouterWantsToSeeTheCallerDoesNot(boolean stream) {
        String sure = logprobs(-0.1, -0.2);
        cheap.nowAnswering(
                stream
                        ? streamed("\"content\":\"cheap\"", "stop", sure)
                        : whole("\"content\":\"cheap\"", "stop", sure));
        HttpResponse<String> reply = ask("strict", stream, ",\"logprobs\":false");
        assertThat(header(reply, "x-llm-target")).isEqualTo("small");
        assertThat(cheap.last().body()).contains("\"logprobs\":true").doesNotContain("false,\"logprobs\":false");
        assertThat(reply.body())
                .contains("\"logprobs\":null")
                .contains("0.10000000000000000001")
                .doesNotContain("-0.1");
        HttpResponse<String> wanted = ask("strict", stream, ",\"logprobs\":true");
        assertThat(wanted.body()).contains("\"logprob\":-0.1");
    }

    @Test
    void onlyTheStagesThatAreJudgedByItAreAskedForProbabilities() {
        cheap.nowAnswering(whole("\"content\":\"cheap\"", "stop", logprobs(-3)));
        ask("strict", false, "");
        assertThat(cheap.last().body()).contains("\"logprobs\":true");
        assertThat(smart.last().body()).doesNotContain("logprobs");
    }

    @Test
    void whoDoesNotTellProbabilitiesIsNotJudgedByThem() {
        HttpResponse<String> reply = ask("strict", false, "");
        assertThat(header(reply, "x-llm-target")).isEqualTo("small");
        assertThat(header(reply, "x-llm-dropped")).isEqualTo("none");
    }

    private static final String MESSAGES =
            "{\"model\":\"%s\",\"max_tokens\":99,\"stream\":%s,\"messages\":[{\"role\":\"user\","
                    + "\"content\":\"Hello\"}]}";

    @Test
    void callersOfOtherDialectsAreServedAlike() {
        cheap.nowAnswering(completion(REFUSAL));
        HttpResponse<String> message = router.post("/messages", MESSAGES.formatted("careful", false));
        assertThat(message.body()).contains("\"type\":\"message\"").contains("smart");
        assertThat(header(message, "x-llm-escalated")).isEqualTo("refusal");
        HttpResponse<String> response = router.post("/responses", "{\"model\":\"careful\",\"input\":\"Hello\"}");
        assertThat(response.body()).contains("\"object\":\"response\"").contains("smart");
    }

    @Test
    void completionsOfABarePromptAreReadToo() {
        String completion =
                "{\"object\":\"text_completion\",\"choices\":[{\"index\":0,\"text\":\"%s\",\"finish_reason\":"
                        + "\"stop\"}]}";
        cheap.nowAnswering(status(200, completion.formatted(REFUSAL)));
        smart.nowAnswering(status(200, completion.formatted("smart")));
        HttpResponse<String> reply = router.post("/completions", "{\"model\":\"careful\",\"prompt\":\"Hello\"}");
        assertThat(reply.body()).contains("text_completion").contains("smart");
        assertThat(header(reply, "x-llm-escalated")).isEqualTo("refusal");
    }

    @Test
    void repliesInAnthropicsOwnWordsAreRead() {
        cheap.nowAnswering(status(
                200,
                "{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":[{\"type\":\"text\","
                        + "\"text\":\"" + REFUSAL + "\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":5,"
                        + "\"output_tokens\":6}}"));
        HttpResponse<String> message = router.post("/messages", MESSAGES.formatted("anthropic", false));
        assertThat(message.body()).contains("smart");
        HttpResponse<String> chat = ask("anthropic", false, "");
        assertThat(chat.body()).contains("smart");
        cheap.nowAnswering(FakeOpenAi.stream(
                "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"type\":\"message\","
                        + "\"role\":\"assistant\",\"model\":\"m\",\"content\":[],\"usage\":{\"input_tokens\":5,"
                        + "\"output_tokens\":1}}}\n\n",
                "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":"
                        + "{\"type\":\"text\",\"text\":\"\"}}\n\n",
                "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":"
                        + "{\"type\":\"text_delta\",\"text\":\"Hm\"}}\n\n",
                "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"refusal\"},"
                        + "\"usage\":{\"output_tokens\":6}}\n\n",
                "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"));
        smart.nowAnswering(streamOf("sm", "art"));
        HttpResponse<String> stream = router.post("/messages", MESSAGES.formatted("anthropic", true));
        assertThat(stream.body()).contains("art").contains("message_stop").doesNotContain("Hm");
        assertThat(header(stream, "x-llm-escalated")).isEqualTo("refusal");
    }

    @Test
    void isExplainedWithoutAskingAnybody() {
        HttpResponse<String> told = router.post(
                "/route/explain", "{\"model\":\"careful\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        assertThat(told.body())
                .contains("the next one where a reply is no good")
                .contains("small")
                .contains("large");
        assertThat(cheap.received()).isEmpty();
    }

    @Test
    void embeddingsAreNotChecked() {
        cheap.nowAnswering(status(
                200,
                "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[0.5]}],\"model\":\"m\","
                        + "\"usage\":{\"prompt_tokens\":1,\"total_tokens\":1}}"));
        HttpResponse<String> reply = router.post("/embeddings", "{\"model\":\"careful\",\"input\":\"Hello\"}");
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(header(reply, "x-llm-target")).isEqualTo("small");
    }

    @Test
    void aTargetThatRefusesToTellProbabilitiesIsAskedWithout() {
        Answer refused = error(400, "logprobs is not supported with this model");
        cheap.nowAnswering(refused, completion("cheap"));
        assertThat(header(ask("unsure", false, ""), "x-llm-target")).isEqualTo("shy");
        assertThat(cheap.received()).hasSize(2);
        assertThat(cheap.last().body()).doesNotContain("logprobs");
        ask("unsure", false, "");
        assertThat(cheap.received()).hasSize(3);
        cheap.nowAnswering(error(400, "Bad temperature"));
        assertThat(ask("strict", false, "").statusCode()).isEqualTo(400);
    }

    @Test
    void whatBecameOfEachReplyIsRemembered() {
        cheap.nowAnswering(completion(REFUSAL));
        String id = header(ask("careful", false, ""), "x-request-id");
        await().untilAsserted(
                        () -> assertThat(router.get("/v1/route/calls/" + id).body())
                                .contains("reply_rejected")
                                .contains("\"outcome\":\"ok\"")
                                .doesNotContain("sorry"));
    }
}
