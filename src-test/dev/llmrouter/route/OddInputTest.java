package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.llmrouter.fixture.AnthropicWords;
import dev.llmrouter.fixture.BedrockWords;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.GeminiWords;
import dev.llmrouter.fixture.MistralWords;
import dev.llmrouter.fixture.OllamaWords;
import dev.llmrouter.fixture.OpenAiWords;
import dev.llmrouter.fixture.Words;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that are right but for one value, in every dialect of callers before every kind of provider. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OddInputTest {

    private static final List<Words> WORDS = List.of(
            new OpenAiWords(),
            new AnthropicWords(),
            new GeminiWords(),
            new OllamaWords(),
            new MistralWords(),
            new BedrockWords());

    /** What stands in place of a value; all are JSON. */
    private static final List<String> ODD = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1.5",
            "1e999",
            "99999999999999999999",
            "\"\"",
            "\" \"",
            "\"x\"",
            "\"\\u0000\\ud83d\"",
            "[]",
            "{}",
            "[null]",
            "[[]]",
            "[{}]",
            "[\"\"]",
            "{\"type\":null}",
            "{\"type\":\"x\"}",
            "{\"\":{\"\":null}}",
            "\"" + "9".repeat(1100) + "\"",
            "9".repeat(1100),
            "[".repeat(400) + "]".repeat(400));

    private static final Map<String, String> REQUESTS = new LinkedHashMap<>();

    static {
        REQUESTS.put(
                "/messages",
                """
            {"model":"M","max_tokens":64,"temperature":0.5,"top_p":0.9,"top_k":4,"stop_sequences":["END"],
             "metadata":{"user_id":"user_1"},"thinking":{"type":"enabled","budget_tokens":1024},
             "output_config":{"effort":"high","format":{"type":"json_schema","schema":{"type":"object"}}},
             "context_management":{"edits":[{"type":"clear_tool_uses_20250919"}]},"service_tier":"auto",
             "system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral","ttl":"1h"}}],
             "tools":[{"name":"weather","description":"d","input_schema":{"type":"object","properties":
               {"city":{"type":"string"}},"required":["city"]},"cache_control":{"type":"ephemeral"}}],
             "tool_choice":{"type":"auto","disable_parallel_tool_use":true},
             "messages":[
              {"role":"user","content":[{"type":"text","text":"Hi","cache_control":{"type":"ephemeral"}},
               {"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGk="}},
               {"type":"document","title":"t","source":{"type":"text","media_type":"text/plain","data":"d"}},
               {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"aGk="}},
               {"type":"search_result","source":"s","title":"t","content":[{"type":"text","text":"x"}]}]},
              {"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"c2ln"},
               {"type":"redacted_thinking","data":"ZGF0YQ=="},{"type":"text","text":"I look."},
               {"type":"tool_use","id":"toolu_1","name":"weather","input":{"city":"Paris"}}]},
              {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","is_error":false,"content":[
               {"type":"text","text":"21"},
               {"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGk="}}]},
               {"type":"text","text":"And?"}]},
              {"role":"assistant","content":"It is"},
              {"role":"user","content":"go on"}]}""");
        REQUESTS.put("/messages/count_tokens", REQUESTS.get("/messages").replace("\"max_tokens\":64,", ""));
        REQUESTS.put(
                "/responses",
                """
            {"model":"M","instructions":"Be brief.","max_output_tokens":64,"temperature":0.5,"top_p":0.9,
             "reasoning":{"effort":"low","summary":"auto"},"store":false,"truncation":"disabled","user":"u",
             "text":{"format":{"type":"json_schema","name":"n","schema":{"type":"object"},"strict":true},"verbosity":"low"},
             "metadata":{"a":"b"},"parallel_tool_calls":true,"include":["reasoning.encrypted_content"],
             "previous_response_id":null,"top_logprobs":2,"max_tool_calls":3,
             "tools":[{"type":"function","name":"weather","description":"d","strict":true,
              "parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}}],
             "tool_choice":{"type":"function","name":"weather"},
             "input":[
              {"role":"developer","content":"Yes."},
              {"type":"message","role":"user","content":[{"type":"input_text","text":"Hi"},
               {"type":"input_image","image_url":"data:image/png;base64,aGk=","detail":"low"},
               {"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,aGk="}]},
              {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"hm"}],"encrypted_content":"x"},
              {"type":"message","id":"msg_1","role":"assistant","status":"completed","content":[
               {"type":"output_text","text":"I look.","annotations":[]},{"type":"refusal","refusal":"No."}]},
              {"type":"function_call","id":"fc_1","call_id":"call_1","name":"weather","arguments":"{\\"city\\":\\"Paris\\"}","status":"completed"},
              {"type":"function_call_output","call_id":"call_1","output":[{"type":"input_text","text":"21"}]},
              {"type":"function_call","call_id":"call_2","name":"weather","arguments":"{}"},
              {"type":"function_call_output","call_id":"call_2","output":"5"}]}""");
        REQUESTS.put(
                "/chat/completions",
                """
            {"model":"M","max_tokens":64,"max_completion_tokens":64,"temperature":0.5,"top_p":0.9,"stop":["END"],
             "n":1,"seed":7,"user":"u","presence_penalty":0.1,"frequency_penalty":0.1,"logit_bias":{"50256":-100},
             "logprobs":true,"top_logprobs":2,"reasoning_effort":"low","parallel_tool_calls":false,
             "reasoning":{"effort":"low","max_tokens":2000},"metadata":{"a":"b"},"store":false,
             "response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":{"type":"object",
               "properties":{"a":{"type":["string","null"]},"b":{"type":"array","items":{"$ref":"#/$defs/x"}}},
               "$defs":{"x":{"anyOf":[{"type":"integer"},{"enum":["u"]}]}}}}},
             "stream_options":{"include_usage":true},"modalities":["text"],
             "tools":[{"type":"function","cache_control":{"type":"ephemeral"},"function":{"name":"weather","description":"d",
               "strict":true,"parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}],
             "tool_choice":{"type":"function","function":{"name":"weather"}},
             "messages":[
              {"role":"system","content":"Be brief.","cache_control":{"type":"ephemeral"}},
              {"role":"user","name":"bob","content":[{"type":"text","text":"Hi","cache_control":{"type":"ephemeral","ttl":"1h"}},
               {"type":"image_url","image_url":{"url":"data:image/png;base64,aGk=","detail":"low"}},
               {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,aGk="}}]},
              {"role":"assistant","content":null,"refusal":null,"reasoning_content":"hm","reasoning_details":[
               {"type":"reasoning.text","text":"hm","signature":"c2ln","format":"anthropic-claude-v1","index":0},
               {"type":"reasoning.encrypted","data":"ZGF0YQ==","format":"anthropic-claude-v1","index":1}],
               "tool_calls":[{"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\\"city\\":\\"Paris\\"}"}}]},
              {"role":"tool","tool_call_id":"call_1","content":[{"type":"text","text":"21"}]},
              {"role":"assistant","content":[{"type":"text","text":"It is"},{"type":"refusal","refusal":"No."}]},
              {"role":"user","content":"go on"}]}""");
        REQUESTS.put(
                "/completions",
                """
            {"model":"M","prompt":["Once"],"suffix":"end","max_tokens":16,"temperature":0.5,"top_p":0.9,"n":1,"best_of":1,
             "echo":false,"stop":["END"],"logprobs":2,"seed":7,"user":"u","logit_bias":{"50256":-100},
             "presence_penalty":0.1,"frequency_penalty":0.1,"stream_options":{"include_usage":true}}""");
        REQUESTS.put(
                "/embeddings",
                """
            {"model":"M","input":["one",[1,2]],"encoding_format":"float","dimensions":8,"user":"u"}""");
    }

    private final List<FakeOpenAi> servers = new ArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private TestRouter router;

    @BeforeAll
    void start() {
        StringBuilder providers = new StringBuilder(
                "providers:\n  sim: { type: simulator, latency: 1ms, perToken: 0s }\n  local: { type: local }\n");
        StringBuilder targets = new StringBuilder("targets:\n  Simulator: { provider: sim, model: small }\n");
        for (Words words : WORDS) {
            FakeOpenAi server = answering((request, asked) -> {
                String text = asked.toString();
                boolean isStream = request.path().contains(":stream")
                        || request.path().endsWith("/converse-stream")
                        || text.contains("\"stream\":true");
                answer(words, request.path(), isStream).to(request, asked);
            });
            servers.add(server);
            providers.append("  up-" + name(words) + ": " + words.provider(server) + "\n");
            targets.append("  " + name(words) + ": { provider: up-" + name(words) + ", model: up }\n");
        }
        router = TestRouter.with(providers.toString() + targets);
    }

    private static FakeOpenAi.Answer answer(Words words, String path, boolean isStream) {
        return switch (path) {
            case "/v1/embeddings" ->
                FakeOpenAi.status(
                        200,
                        "{\"object\":\"list\",\"model\":\"m\",\"data\":[{\"object\":\"embedding\",\"index\":0,"
                                + "\"embedding\":[0.5]}],\"usage\":{\"prompt_tokens\":1,\"total_tokens\":1}}");
            case "/v1/completions" -> {
                String completion = "{\"object\":\"text_completion\",\"choices\":[{\"index\":0,\"text\":\"x\","
                        + "\"logprobs\":null,\"finish_reason\":\"stop\"}]}";
                yield isStream
                        ? FakeOpenAi.stream("data: " + completion + "\n\n" + FakeOpenAi.done())
                        : FakeOpenAi.status(200, completion);
            }
            default -> words.json(isStream);
        };
    }

    @AfterAll
    void stop() {
        router.close();
        servers.forEach(FakeOpenAi::close);
    }

    static Stream<Arguments> cells() {
        return REQUESTS.keySet().stream().flatMap(path -> targets(path).map(target -> Arguments.of(path, target)));
    }

    /** Those before a fixture that answers what is asked there. */
    static Stream<Arguments> plainCells() {
        return cells().filter(cell ->
                cell.get()[0].toString().matches("/(messages|messages/count_tokens|responses|chat/completions)"));
    }

    private static Stream<String> targets(String path) {
        return switch (path) {
            case "/messages", "/responses", "/chat/completions" ->
                Stream.concat(Stream.of("Simulator"), WORDS.stream().map(OddInputTest::name));
            default -> Stream.of("Simulator", "OpenAi");
        };
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("cells")
    void oneOddValueIsRefusedOrAnsweredAndNeverAnErrorOfTheRouter(String path, String target) throws Exception {
        List<String> wrong = new CopyOnWriteArrayList<>();
        Semaphore some = new Semaphore(16);
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (String body : mutants(path, target)) {
            some.acquire();
            all.add(client.sendAsync(request(path, body), HttpResponse.BodyHandlers.ofString())
                    .whenComplete((answer, failed) -> some.release())
                    .handle((answer, failed) -> failed != null ? failed.toString() : fault(path, answer))
                    .thenAccept(fault -> {
                        if (!fault.isEmpty()) {
                            wrong.add(fault + " <- " + body);
                        }
                    }));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
        assertThat(wrong.stream().limit(5))
                .as(wrong.size() + " of " + all.size())
                .isEmpty();
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("plainCells")
    void whatIsNotOddIsAnswered(String path, String target) throws Exception {
        HttpResponse<String> answer =
                client.send(request(path, sample(path, target).toString()), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static String name(Words words) {
        return words.getClass().getSimpleName().replace("Words", "");
    }

    private static String fault(String path, HttpResponse<String> answer) {
        String body = answer.body();
        if (answer.statusCode() == 200) {
            return body.contains("event: error") || body.startsWith("{\"error\"") ? "200 " + body : "";
        } else if (answer.statusCode() >= 500 || answer.statusCode() < 400) {
            return answer.statusCode() + " " + body;
        }
        JsonNode error = Caller.tree(body);
        boolean isEnvelope = path.startsWith("/messages")
                ? error.path("type").asText().equals("error")
                : error.path("error").has("code");
        return isEnvelope && !error.at("/error/message").asText().isBlank() ? "" : "no envelope: " + body;
    }

    private HttpRequest request(String path, String body) {
        return HttpRequest.newBuilder(URI.create(router.url() + path))
                .timeout(Duration.ofSeconds(5))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    static ObjectNode sample(String path, String target) {
        ObjectNode request = (ObjectNode) Caller.tree(REQUESTS.getOrDefault(path, ""));
        if (target.equals("Ollama") || target.equals("Mistral")) {
            // they take no files
            request.findValues("content").forEach(OddInputTest::removeFiles);
        }
        return request.put("model", target);
    }

    private static void removeFiles(JsonNode content) {
        for (Iterator<JsonNode> parts = content.iterator(); parts.hasNext(); ) {
            if (parts.next().path("type").asText().matches("document|input_file|file")) {
                parts.remove();
            }
        }
    }

    private static List<String> mutants(String path, String target) {
        ObjectNode request = sample(path, target);
        List<String> mutants = new ArrayList<>();
        mutate(request, request, mutants);
        return mutants;
    }

    private static void mutate(ObjectNode root, JsonNode node, List<String> mutants) {
        if (node instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                JsonNode value = object.get(name);
                for (RawValue odd : someOdd(mutants.size())) {
                    object.putRawValue(name, odd);
                    add(root, mutants);
                }
                object.remove(name);
                add(root, mutants);
                object.set(name, value);
                mutate(root, value, mutants);
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                JsonNode value = array.get(i);
                for (RawValue odd : someOdd(mutants.size())) {
                    array.set(i, JsonNodeFactory.instance.rawValueNode(odd));
                    add(root, mutants);
                }
                array.set(i, value);
                mutate(root, value, mutants);
            }
        }
    }

    /** Every value gets others of all that is odd, or the test would take minutes; with -Dodd=all it does. */
    private static List<RawValue> someOdd(int seed) {
        int every = "all".equals(System.getProperty("odd")) ? 1 : 12;
        return IntStream.range(0, ODD.size())
                .filter(i -> (i + seed) % every == 0)
                .mapToObj(i -> new RawValue(ODD.get(i)))
                .toList();
    }

    private static void add(ObjectNode root, List<String> mutants) {
        String json = root.toString();
        mutants.add(mutants.size() % 2 == 0 ? json : "{\"stream\":true," + json.substring(1));
    }
}
