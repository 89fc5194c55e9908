package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.chunk;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.hang;
import static dev.llmrouter.fixture.FakeOpenAi.stallAfter;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.FakeOpenAi.Answer;
import dev.llmrouter.tokens.TokenCounter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Expression;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.support.ExpressionAdapter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that are longer than any window. */
class LongTextTest {

    private static final int WINDOW = 1000;
    private static final Pattern NUMBER = Pattern.compile("(?:Fact |F)(\\d+)");
    private static final Path folder = newFolder();
    private static final FakeOpenAi one = answering(completion("one"));
    private static final FakeOpenAi two = answering(completion("two"));
    private static final TestRouter router = TestRouter.with(
            """
        providers:
          one: { type: openai, baseUrl: "%1$s" }
          two: { type: openai, baseUrl: "%2$s" }
        targets:
          a: { provider: one, model: gpt-4o, contextWindow: 1000, price: { input: 1, output: 2 }, concurrentRequests: 3 }
          b: { provider: two, model: gpt-4o-mini, contextWindow: 1200, price: { input: 1, output: 2 } }
          wide: { provider: two, model: gpt-4o, contextWindow: 100000 }
        store: { always: true }
        channels:
          files: { inbox: "%3$s/inbox", outbox: "%3$s/outbox", failed: "%3$s/failed", model: long, quiet: 100ms }
        models:
          long: { policy: longText, of: [ a, b ], overlap: 20, parallel: 3 }
          told: { policy: longText, of: [ a ], map: "MAP", reduce: "REDUCE", overlap: 0, most: 4 }
          patient: { policy: longText, of: [ a ], failed: skip, overlap: 0 }
          some: { policy: longText, of: [ a, wide ] }
          usual: { of: [ a ], fallbacks: { contextOverflow: [ told ] } }
        """
                    .formatted(one.baseUrl(), two.baseUrl(), folder));

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("long-text");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void begin() {
        await().until(() -> one.open() + two.open() == 0);
        one.received().clear();
        two.received().clear();
        one.nowAnswering(completion("one"));
        two.nowAnswering(completion("two"));
    }

    @AfterEach
    void nothingIsLeft() {
        await().until(() -> router.inFlight("a") + router.inFlight("b") == 0);
    }

    @AfterAll
    static void stop() {
        router.close();
        one.close();
        two.close();
    }

    /** Some sentences that can be told apart, about 13 tokens each. */
    private static String facts(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "Fact " + i + " is as true as any other fact of this text.")
                .collect(Collectors.joining(" "));
    }

    private static String request(String model, String text, String more) {
        return "{\"model\":\"" + model + "\"," + more + "\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"
                + "{\"role\":\"user\",\"content\":\"What is true?\"},{\"role\":\"user\",\"content\":\"" + text
                + "\"}]}";
    }

    private static HttpResponse<String> ask(String model, int facts) {
        return router.chat(request(model, facts(facts), "\"max_tokens\":100,\"seed\":7,"));
    }

    private static String header(HttpResponse<String> reply, String name) {
        return reply.headers().firstValue(name).orElse("none");
    }

    private static List<JsonNode> asked(FakeOpenAi server) {
        return server.received().stream()
                .map(received -> Caller.tree(received.body()))
                .toList();
    }

    private static String text(JsonNode request) {
        return request.path("messages").path(2).path("content").asText();
    }

    private static List<Integer> numbers(String text) {
        List<Integer> numbers = new ArrayList<>();
        Matcher number = NUMBER.matcher(text);
        while (number.find()) {
            numbers.add(Integer.parseInt(number.group(1)));
        }
        return numbers;
    }

    /** Repeats the numbers of the facts that it is told, once each and in order, and says when it puts them together. */
    private static Answer summing(AtomicInteger most) {
        return (request, body) -> {
            most.accumulateAndGet(one.open(), Math::max);
            String said = numbers(text(Caller.tree(body.toString()))).stream()
                    .distinct()
                    .map(number -> "F" + number)
                    .collect(Collectors.joining(" "));
            completion(said).to(request, body);
        };
    }

    @Test
    void aTextThatFitsIsAskedAtOnce() {
        HttpResponse<String> reply = ask("long", 20);
        assertThat(reply.body()).contains("one");
        assertThat(one.received()).hasSize(1);
        assertThat(text(asked(one).get(0))).isEqualTo(facts(20));
        assertThat(header(reply, "x-llm-parts")).isEqualTo("none");
    }

    @Test
    void aTextThatOneOfThemHoldsIsAskedThere() {
        assertThat(header(ask("some", 400), "x-llm-target")).isEqualTo("wide");
        assertThat(two.received()).hasSize(1);
    }

    @Test
    void aLongerOneIsAskedInPartsAndPutTogether() {
        AtomicInteger most = new AtomicInteger();
        one.nowAnswering(summing(most));
        HttpResponse<String> reply = ask("long", 200);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        List<Integer> all = IntStream.range(0, 200).boxed().toList();
        assertThat(numbers(reply.body())).isEqualTo(all);
        int parts = Integer.parseInt(header(reply, "x-llm-parts"));
        assertThat(parts).isBetween(4, 5);
        assertThat(most.get()).isLessThanOrEqualTo(3);
        assertThat(two.received()).isEmpty();
        TokenCounter counter = TokenCounter.forModel("gpt-4o");
        for (JsonNode request : asked(one)) {
            assertThat(request.path("messages").path(0).path("content").asText())
                    .isEqualTo("Be brief.");
            assertThat(request.path("messages").path(1).path("content").asText())
                    .isEqualTo("What is true?");
            assertThat(request.path("seed").asInt()).isEqualTo(7);
            assertThat(counter.count(text(request))).isLessThanOrEqualTo(WINDOW - 100);
        }
        int calls = one.received().size();
        assertThat(calls).isGreaterThan(parts);
        assertThat(header(reply, "x-llm-attempts")).isEqualTo(Integer.toString(calls));
        assertThat(Caller.tree(reply.body()).at("/usage/prompt_tokens").asInt()).isEqualTo(7 * calls);
        assertThat(Caller.tree(reply.body()).at("/usage/total_tokens").asInt()).isEqualTo(10 * calls);
        assertThat(Double.parseDouble(header(reply, "x-llm-cost-usd"))).isEqualTo(calls * 13e-6);
    }

    @Test
    void whatIsSaidToThePartsIsPutTogetherInRoundsWhereItIsStillTooLong() {
        one.nowAnswering(completion("word ".repeat(300)));
        HttpResponse<String> reply = ask("told", 200);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        List<String> texts = asked(one).stream().map(LongTextTest::text).toList();
        long parts = texts.stream().filter(text -> text.startsWith("MAP\n")).count();
        long reductions =
                texts.stream().filter(text -> text.startsWith("REDUCE\n")).count();
        assertThat(parts).isEqualTo(4);
        assertThat(reductions).isEqualTo(3);
        assertThat(parts + reductions).isEqualTo(texts.size());
        assertThat(texts.get(texts.size() - 1)).contains("<part number=\"1\">").contains("<part number=\"2\">");
    }

    @ParameterizedTest
    @CsvSource({"/chat/completions, max_tokens", "/messages, max_tokens", "/responses, max_output_tokens"})
    void callersOfEveryDialectAreAnswered(String path, String key) {
        one.nowAnswering(summing(new AtomicInteger()));
        String prompt = path.equals("/responses") ? "input" : "messages";
        HttpResponse<String> reply = router.post(
                path,
                "{\"model\":\"long\",\"" + key + "\":100,\"" + prompt + "\":[{\"role\":\"user\",\"content\":\"x\"},"
                        + "{\"role\":\"assistant\",\"content\":\"x\"},{\"role\":\"user\",\"content\":\"" + facts(200)
                        + "\"}]}");
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(numbers(reply.body()))
                .isEqualTo(IntStream.range(0, 200).boxed().toList());
        int calls = one.received().size();
        JsonNode usage = Caller.tree(reply.body()).path("usage");
        assertThat(usage.path("input_tokens").asInt()
                        + usage.path("prompt_tokens").asInt())
                .isEqualTo(7 * calls);
    }

    @Test
    void onlyTheLastReplyIsStreamed() {
        one.nowAnswering((request, body) -> {
            boolean isStream = Caller.tree(body.toString()).path("stream").asBoolean();
            (isStream ? streamOf("to", "gether") : completion("part")).to(request, body);
        });
        HttpResponse<String> reply = router.chat(request(
                "long", facts(200), "\"stream\":true,\"stream_options\":{\"include_usage\":true},\"max_tokens\":100,"));
        assertThat(reply.body()).contains("gether").endsWith("data: [DONE]\n\n");
        int calls = one.received().size();
        assertThat(calls).isGreaterThan(3);
        assertThat(Caller.data(reply.body()).stream()
                        .map(chunk -> chunk.at("/usage/total_tokens").asInt())
                        .max(Comparator.naturalOrder()))
                .contains(10 * calls);
    }

    @Test
    void aPartFailsOverLikeACall() {
        one.nowAnswering(completion("first"), error(500, "oops"), completion("others"));
        HttpResponse<String> reply = ask("long", 200);
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(two.received()).isNotEmpty();
        int all = one.received().size() + two.received().size();
        assertThat(header(reply, "x-llm-attempts")).isEqualTo(Integer.toString(all));
        String id = header(reply, "x-request-id");
        await().untilAsserted(() -> assertThat(
                        router.get("/admin/ledger?format=jsonl").body().lines().filter(row -> row.contains(id)))
                .hasSize(all));
    }

    @Test
    void aPartThatNobodyAnswersFailsTheCallAndSaysWhich() {
        one.nowAnswering((request, body) -> {
            boolean isSecond = numbers(text(Caller.tree(body.toString()))).contains(100);
            (isSecond ? error(400, "no such thing") : completion("fine")).to(request, body);
        });
        HttpResponse<String> refusal = ask("told", 200);
        assertThat(refusal.statusCode()).isEqualTo(400);
        assertThat(refusal.body()).containsPattern("Part [23] of 4 of the text has no answer. no such thing");
    }

    @Test
    void aPartThatNobodyAnswersIsLeftOutWhereTheModelSaysSo() {
        one.nowAnswering((request, body) -> {
            List<Integer> told = numbers(text(Caller.tree(body.toString())));
            (told.contains(0) ? error(400, "no such thing") : completion("fine")).to(request, body);
        });
        HttpResponse<String> reply = ask("patient", 200);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(header(reply, "x-llm-parts-skipped")).isEqualTo("1");
        one.nowAnswering(error(400, "no such thing"));
        HttpResponse<String> refusal = ask("patient", 200);
        assertThat(refusal.statusCode()).isEqualTo(400);
        assertThat(refusal.body()).contains("No part of the text has an answer. no such thing");
    }

    @Test
    void aTextOfTooManyPartsIsRefusedBeforeAnybodyIsAsked() {
        HttpResponse<String> refusal = ask("told", 600);
        assertThat(refusal.statusCode()).isEqualTo(400);
        assertThat(refusal.body())
                .contains("context_length_exceeded")
                .containsPattern("cut into \\d+ parts for a context of 1000 tokens; the model takes 4 at most");
        assertThat(one.received()).isEmpty();
    }

    @Test
    void wherePartsLeaveNoRoomItIsSaid() {
        HttpResponse<String> refusal = router.chat(request("long", facts(200), "\"max_tokens\":990,"));
        assertThat(refusal.statusCode()).isEqualTo(400);
        assertThat(refusal.body()).contains("leave no room for a part of it in a context of 1000 tokens");
        assertThat(one.received()).isEmpty();
    }

    /** Has the Splitter count the last part of a text as gathered while it is asked, which it does now and then by itself. */
    private static final class AllButTheLast extends ExpressionAdapter {
        private final Expression parts;

        private AllButTheLast(Expression parts) {
            this.parts = parts;
        }

        @Override
        public Iterator<?> evaluate(Exchange exchange) {
            Iterator<?> all = parts.evaluate(exchange, Iterator.class);
            Object first = all.next();
            return all.hasNext() ? but(exchange, all, first) : List.of(first).iterator();
        }

        private static Iterator<Object> but(Exchange exchange, Iterator<?> all, Object first) {
            return new Iterator<>() {
                private Object ready = first;
                private boolean isSent;

                @Override
                public boolean hasNext() {
                    boolean has = all.hasNext();
                    if (!has && !isSent) {
                        isSent = true;
                        Exchange last = ExchangeHelper.createCorrelatedCopy(exchange, false);
                        last.setProperty(ExchangePropertyKey.SPLIT_INDEX, ready);
                        var unused = router.camel().createProducerTemplate().asyncSend("direct:part", last);
                    }
                    return has;
                }

                @Override
                public Object next() {
                    Object now = ready;
                    ready = all.next();
                    return now;
                }
            };
        }
    }

    /** The shipped routes with other parts. */
    private static void splitInto(Expression parts) throws Exception {
        CamelContext camel = router.camel();
        for (String route : List.of("long-text", "part")) {
            camel.getRouteController().stopRoute(route);
            camel.removeRoute(route);
        }
        camel.getRegistry().bind("partsInTurn", Expression.class, parts);
        ShippedRoutes.load(camel, List.of("long-text"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPartThatTheSplitterForgetsIsWaitedForAndKeepsNothing(boolean isAnswered) throws Exception {
        Expression parts = router.camel().getRegistry().lookupByNameAndType("partsInTurn", Expression.class);
        splitInto(new AllButTheLast(parts));
        Answer fine = summing(new AtomicInteger());
        Answer last = FakeOpenAi.after(300, isAnswered ? fine : error(400, "no such thing"));
        one.nowAnswering((request, body) -> {
            List<Integer> told = numbers(text(Caller.tree(body.toString())));
            (told.contains(199) && !told.contains(0) ? last : fine).to(request, body);
        });
        try {
            HttpResponse<String> reply = ask("long", 200);
            assertThat(reply.statusCode()).as(reply.body()).isEqualTo(isAnswered ? 200 : 400);
            if (isAnswered) {
                assertThat(numbers(reply.body()))
                        .isEqualTo(IntStream.range(0, 200).boxed().toList());
            } else {
                assertThat(reply.body()).contains("of the text has no answer. no such thing");
            }
        } finally {
            splitInto(parts);
        }
    }

    @Test
    void repliesThatAreAsLongAsThePartsEndTheCall() {
        one.nowAnswering(completion(facts(60)));
        HttpResponse<String> refusal = ask("told", 200);
        assertThat(refusal.statusCode()).isEqualTo(400);
        assertThat(refusal.body()).contains("no shorter than they are");
    }

    @Test
    void aCallerThatLeavesStopsAllParts() {
        int before = one.aborted();
        one.nowAnswering(hang());
        CompletableFuture<HttpResponse<String>> call =
                router.startChat(request("long", facts(400), "\"max_tokens\":100,"));
        await().until(() -> one.open() == 3);
        call.cancel(true);
        await().until(() -> one.aborted() == before + 3);
        assertThat(one.received()).hasSize(3);
    }

    @Test
    void aCallerThatLeavesTheLastStreamStopsIt() {
        int before = one.aborted();
        one.nowAnswering((request, body) -> {
            boolean isStream = Caller.tree(body.toString()).path("stream").asBoolean();
            (isStream ? stallAfter(chunk("to"), chunk("get")) : completion("part")).to(request, body);
        });
        router.leaveChat(request("long", facts(200), "\"stream\":true,\"max_tokens\":100,"))
                .join();
        await().until(() -> one.aborted() == before + 1);
    }

    @Test
    void aDeadlineStopsAllParts() {
        one.nowAnswering(hang());
        HttpResponse<String> refusal =
                router.chat(request("long", facts(400), "\"max_tokens\":100,"), "x-llm-deadline-ms", "400");
        assertThat(refusal.statusCode()).isEqualTo(504);
        await().until(() -> one.open() == 0);
    }

    @Test
    void itStepsInForAModelThatTakesNoMore() {
        one.nowAnswering(summing(new AtomicInteger()));
        HttpResponse<String> reply = ask("usual", 200);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(numbers(reply.body()))
                .isEqualTo(IntStream.range(0, 200).boxed().toList());
    }

    @Test
    void anExplanationSaysThatItIsCut() {
        String explained =
                router.post("/route/explain", request("long", facts(200), "")).body();
        assertThat(explained).contains("nobody holds it: it is cut").contains("what nobody holds is cut into parts");
        assertThat(Caller.tree(explained).path("candidates")).hasSize(2);
        assertThat(one.received()).isEmpty();
    }

    @Test
    void aRouteAsksItWithATextAlone() {
        one.nowAnswering((request, body) ->
                completion(Integer.toString(numbers(body.toString()).size())).to(request, body));
        String reply = router.camel()
                .createFluentProducerTemplate()
                .to("direct:chat")
                .withHeader("LlmModel", "long")
                .withBody(facts(200))
                .request(dev.llmrouter.llm.LlmReply.class)
                .text();
        assertThat(reply).isEqualTo("0");
        assertThat(one.received()).hasSizeGreaterThan(3);
    }

    @Test
    void aFileMayBeAsLong() throws IOException {
        one.nowAnswering(completion("part"));
        Path written = Files.writeString(folder.resolve("book.part"), facts(200));
        Files.move(written, folder.resolve("inbox/book.txt"));
        Path reply = folder.resolve("outbox/book.txt");
        await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(reply));
        assertThat(one.received()).hasSizeGreaterThan(3);
        assertThat(reply).hasContent("part");
    }
}
