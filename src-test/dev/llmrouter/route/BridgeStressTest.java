package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.chunk;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.done;
import static dev.llmrouter.fixture.FakeOpenAi.drip;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.finish;
import static dev.llmrouter.fixture.FakeOpenAi.flood;
import static dev.llmrouter.fixture.FakeOpenAi.pieces;
import static dev.llmrouter.fixture.FakeOpenAi.role;
import static dev.llmrouter.fixture.FakeOpenAi.status;
import static dev.llmrouter.fixture.FakeOpenAi.stream;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static dev.llmrouter.fixture.FakeOpenAi.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.AnthropicWords;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.GeminiWords;
import dev.llmrouter.fixture.OpenAiWords;
import dev.llmrouter.fixture.RawClient;
import dev.llmrouter.fixture.Said;
import dev.llmrouter.fixture.Words;
import dev.llmrouter.route.Caller.Ask;
import dev.llmrouter.route.Caller.Heard;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Callers of every dialect before providers of other ones, when there is much to say, or little time, or a failure. */
class BridgeStressTest {

    private static final String EMOJI = "Zürich 東京 👩‍👩‍👧 é\\n\\\"\\u4eac\\ud83d\\ude00";

    private final FakeOpenAi openai = answering(completion("from openai"));
    private final FakeOpenAi anthropic = answering(error(500, "down"));
    private final FakeOpenAi gemini = answering(error(500, "down"));
    private final TestRouter router = TestRouter.with(
            """
        providers:
          open: %s
          claude: %s
          google: %s
        targets:
          o: { provider: open, model: up-o }
          c: { provider: claude, model: up-c }
          g: { provider: google, model: up-g }
        models:
          all: { policy: priority, of: [ c, g, o ] }
          back: { policy: priority, of: [ o, c ] }
        """
                    .formatted(
                            new OpenAiWords().provider(openai),
                            new AnthropicWords().provider(anthropic),
                            new GeminiWords().provider(gemini)));

    @AfterEach
    void stop() {
        router.close();
        Stream.of(openai, anthropic, gemini).forEach(FakeOpenAi::close);
    }

    static Stream<Caller> others() {
        return Stream.of(new AnthropicCaller(), new ResponsesCaller());
    }

    static Stream<Caller> all() {
        return Stream.of(new AnthropicCaller(), new ResponsesCaller(), new OpenAiCaller());
    }

    private HttpResponse<String> ask(Caller caller, String model, boolean stream) {
        return router.post(
                caller.path(), caller.request(model, Ask.PLAIN, stream).toString());
    }

    private Heard heard(Caller caller, String model) {
        HttpResponse<String> answer = ask(caller, model, true);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return caller.stream(answer.body());
    }

    @ParameterizedTest
    @MethodSource("others")
    void fiveThousandPiecesArriveInOrder(Caller caller) {
        String[] texts = IntStream.range(0, 5000).mapToObj(i -> i + " ").toArray(String[]::new);
        openai.nowAnswering(streamOf(texts));
        Heard heard = heard(caller, "o");
        assertThat(heard.text()).isEqualTo(String.join("", texts));
        assertThat(heard.finish()).isEqualTo("stop");
    }

    @ParameterizedTest
    @MethodSource("others")
    void aStreamMayBeCutIntoBytes(Caller caller) {
        byte[] all = (role() + chunk(EMOJI) + finish() + usage() + done()).getBytes(StandardCharsets.UTF_8);
        byte[][] bytes = new byte[all.length][];
        for (int i = 0; i < all.length; i++) {
            bytes[i] = new byte[] {all[i]};
        }
        openai.nowAnswering(pieces(bytes));
        Heard heard = heard(caller, "o");
        assertThat(heard.text()).isEqualTo(Caller.tree("\"" + EMOJI + "\"").asText());
        assertThat(heard.output()).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("others")
    void twoHundredCallersAtOnceHearEachTheirOwn(Caller caller) {
        openai.nowAnswering((request, body) -> {
            String own = Caller.tree(body.toString())
                    .at("/messages")
                    .findValues("content")
                    .toString()
                    .replaceAll("(?s).*own-(\\d+).*", "$1");
            streamOf(own, "-", own).to(request, body);
        });
        ExecutorService threads = Executors.newFixedThreadPool(200);
        try {
            List<CompletableFuture<String>> said = IntStream.range(0, 200)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> own(caller, i), threads))
                    .toList();
            assertThat(said.stream().map(CompletableFuture::join))
                    .containsExactlyElementsOf(
                            IntStream.range(0, 200).mapToObj(i -> i + "-" + i).toList());
        } finally {
            threads.shutdown();
        }
        await().until(() -> router.inFlight("o") == 0);
    }

    private String own(Caller caller, int i) {
        String request = caller.request("o", Ask.PLAIN, true).toString().replace(Caller.QUESTION, "own-" + i);
        return caller.stream(router.post(caller.path(), request).body()).text();
    }

    @ParameterizedTest
    @MethodSource("others")
    void aMegabyteOfPromptArrivesWhole(Caller caller) {
        String prompt = "東 ".repeat(250_000);
        String request = caller.request("o", Ask.PLAIN, false).toString().replace(Caller.QUESTION, prompt);
        assertThat(router.post(caller.path(), request).statusCode()).isEqualTo(200);
        assertThat(openai.last().body()).contains(prompt);
    }

    @ParameterizedTest
    @MethodSource("others")
    void whoReadsNothingHoldsTheProviderBack(Caller caller) {
        AtomicInteger written = new AtomicInteger();
        openai.nowAnswering(flood(chunk("x".repeat(1000)), 100_000, written));
        String request = caller.request("o", Ask.PLAIN, true).toString();
        try (RawClient client = RawClient.slowTo(router.port())) {
            client.send(RawClient.postTo("/v1" + caller.path(), request));
            client.readUntil("xxx");
            await().during(Duration.ofMillis(200)).until(() -> written.get() < 50_000);
            client.abort();
        }
        await().until(() -> openai.aborted() == 1 && router.inFlight("o") == 0);
        assertThat(written.get()).isLessThan(50_000);
    }

    @ParameterizedTest
    @MethodSource("others")
    void whoLeavesInTheMiddleEndsTheProvidersWork(Caller caller) {
        openai.nowAnswering(drip(chunk("tick"), 1));
        try (RawClient client = RawClient.to(router.port())) {
            client.send(RawClient.postTo(
                    "/v1" + caller.path(), caller.request("o", Ask.PLAIN, true).toString()));
            client.readUntil("tick");
        }
        await().until(() -> openai.aborted() == 1 && router.inFlight("o") == 0);
    }

    static Stream<Arguments> failures() {
        return all().flatMap(caller -> Stream.of(
                Arguments.of(caller, "an error", false),
                Arguments.of(caller, "an error", true),
                Arguments.of(caller, "a page", false),
                Arguments.of(caller, "a page", true),
                Arguments.of(caller, "an empty stream", true)));
    }

    @ParameterizedTest(name = "{0}, {1}, stream: {2}")
    @MethodSource("failures")
    void whatOneProviderFailsToSayAnotherOneOfAnotherDialectSays(Caller caller, String how, boolean isStream) {
        FakeOpenAi.Answer failure =
                switch (how) {
                    case "an error" -> error(503, "down");
                    case "a page" -> status(200, "<html>");
                    default -> stream("");
                };
        anthropic.nowAnswering(failure);
        gemini.nowAnswering(failure);
        openai.nowAnswering(new OpenAiWords().text(isStream));
        HttpResponse<String> answer = ask(caller, "all", isStream);
        assertAnsweredBy(caller, answer, isStream, "o", 3);
    }

    private static void assertAnsweredBy(
            Caller caller, HttpResponse<String> answer, boolean isStream, String target, int attempts) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-llm-target")).hasValue(target);
        assertThat(answer.headers().firstValue("x-llm-model")).hasValue("up-" + target);
        assertThat(answer.headers().firstValue("x-llm-attempts")).hasValue("" + attempts);
        Heard heard = isStream ? caller.stream(answer.body()) : caller.whole(Caller.tree(answer.body()));
        assertThat(heard.text()).isEqualTo(Said.TEXT);
        assertThat(heard.finish()).isEqualTo("stop");
    }

    @ParameterizedTest(name = "{0}, {1}, stream: {2}")
    @MethodSource("failures")
    void alsoTheOtherWayRound(Caller caller, String how, boolean isStream) {
        openai.nowAnswering(
                how.equals("an error")
                        ? error(503, "down")
                        : how.equals("a page") ? status(200, "<html>") : stream(role()));
        anthropic.nowAnswering(new AnthropicWords().text(isStream));
        assertAnsweredBy(caller, ask(caller, "back", isStream), isStream, "c", 2);
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatWasLeftOutForTheOneThatFailedIsNotSaidOfTheOneThatAnswered(Caller caller) {
        String request =
                caller.request("back", Ask.PLAIN, false).put("top_k", 3).toString();
        anthropic.nowAnswering(new AnthropicWords().text(false));
        openai.nowAnswering(error(503, "down"));
        HttpResponse<String> answer = router.post(caller.path(), request);
        assertThat(answer.headers().firstValue("x-llm-target")).hasValue("c");
        if (caller instanceof AnthropicCaller) {
            assertThat(answer.headers().firstValue("x-llm-dropped")).isEmpty();
        }
    }

    static Stream<Arguments> breaks() {
        List<Words> words = List.of(new OpenAiWords(), new AnthropicWords(), new GeminiWords());
        return all().flatMap(caller -> words.stream().map(of -> Arguments.of(caller, of)));
    }

    @ParameterizedTest(name = "{0} before {1}")
    @MethodSource("breaks")
    void aStreamThatBreaksInTheMiddleNeverEndsCleanly(Caller caller, Words words) {
        String target = words instanceof OpenAiWords ? "o" : words instanceof AnthropicWords ? "c" : "g";
        FakeOpenAi server = target.equals("o") ? openai : target.equals("c") ? anthropic : gemini;
        server.nowAnswering((request, body) -> {
            words.stall().to(request, body);
            request.response().end();
        });
        String said = ask(caller, target, true).body();
        String last = said.lines().filter(line -> !line.isBlank()).collect(Collectors.toList()).stream()
                .reduce("", (before, line) -> line);
        assertThat(said).contains(Said.PIECES.get(0));
        assertThat(last).as(said).contains("\"error\"");
        await().until(() -> router.inFlight(target) == 0);
    }
}
