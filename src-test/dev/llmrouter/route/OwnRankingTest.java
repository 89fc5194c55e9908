package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmrouter.call.Call;
import dev.llmrouter.policy.Ranker;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnRankingTest {

    private static final String YAML =
            """
            providers: { sim: { type: simulator, latency: 1ms, perToken: 1ms } }
            targets:
              a: { provider: sim, model: a }
              b: { provider: sim, model: b }
              c: { provider: sim, model: c }
            models:
              ranker: { policy: bean, bean: ranker, of: [ a, b, c ] }
              only: { policy: bean, bean: ranker, of: [ a, b, c ], only: true }
              method: { policy: bean, bean: own, method: byCall, of: [ a, b, c ] }
              camel: { policy: bean, bean: own, method: asCamelCalls, of: [ a, b, c ] }
              odd: { policy: bean, bean: own, method: odd, of: [ a, b, c ] }
              failing: { policy: bean, bean: own, method: failing, of: [ a, b, c ] }
              inner: { policy: priority, of: [ c, b ] }
              nested: { policy: bean, bean: reverse, of: [ a, inner ] }
              route: { policy: route, uri: "direct:my-ranking", timeout: 10s, of: [ a, b, c ] }
              slow: { policy: route, uri: "direct:slow", timeout: 50ms, of: [ a, b, c ] }
              broken: { policy: route, uri: "direct:broken", timeout: 10s, of: [ a, b, c ] }
            """;

    /** Always the same. */
    record Fixed(List<String> order) implements Ranker {
        @Override
        public List<String> rank(Call call, List<String> members) {
            return order;
        }
    }

    /** Rankings as an application may write them. */
    public static final class Own {

        /** Called directly. */
        public List<String> byCall(List<String> members, Call call) {
            return List.of(members.get(call.prompt().length() % members.size()));
        }

        /** Called as Camel calls a bean. */
        public String asCamelCalls(@Body List<String> members, @Variable("call") Call call) {
            return call.turns() + ", c , b,,";
        }

        /** Names that are none. */
        public Object[] odd(Call call) {
            return new Object[] {"b", "zz", 7, "b", null};
        }

        /** No ranking at all. */
        public List<String> failing(Call call) {
            throw new IllegalStateException(call.prompt());
        }
    }

    private static final CountDownLatch FOREVER = new CountDownLatch(1);
    private static final CompletableFuture<org.apache.camel.main.Main> APPLICATION = new CompletableFuture<>();
    private static TestRouter router;

    @BeforeAll
    static void start() {
        router = TestRouter.with(YAML, camel -> {
            APPLICATION.complete(camel);
            camel.bind("ranker", (Ranker) (call, members) -> List.of("c", "a"));
            camel.bind("reverse", new Fixed(List.of("inner", "a")));
            camel.bind("own", new Own());
            camel.configure().addRoutesBuilder(routes("b,c"));
            camel.configure().addRoutesBuilder(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:slow").process(exchange -> FOREVER.await());
                    from("direct:broken").throwException(new IllegalStateException("secret"));
                }
            });
        });
    }

    private static RouteBuilder routes(String order) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:my-ranking")
                        .routeId("my-ranking")
                        .filter(simple("${body.size()} == 3 && ${variable.call.turns} == 1"))
                        .setBody(constant(order));
            }
        };
    }

    @AfterAll
    static void stop() {
        FOREVER.countDown();
        router.close();
    }

    private static String explained(String model) {
        return router.post(
                        "/route/explain",
                        "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hey, secret\"}]}")
                .body();
    }

    private static List<String> ranked(String model) {
        List<Map<String, Object>> candidates = com.jayway.jsonpath.JsonPath.read(explained(model), "$.candidates");
        return candidates.stream()
                .map(candidate -> (String) candidate.get("target"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "ranker, c a b",
        "only, c a",
        "method, c a b",
        "camel, c b a",
        "odd, b a c",
        "failing, a b c",
        "nested, c b a",
        "route, b c a",
        "slow, a b c",
        "broken, a b c",
    })
    void theOrderIsTheApplications(String model, String order) {
        assertThat(String.join(" ", ranked(model))).isEqualTo(order);
    }

    @ParameterizedTest
    @CsvSource({
        "odd, passed over a name that is none of the members",
        "failing, bean failed: IllegalStateException",
        "slow, the route failed: TimeoutException",
        "broken, the route failed: IllegalStateException",
        "route, the order of the route",
    })
    void theTraceTellsWhy(String model, String why) {
        assertThat(explained(model)).contains(why).doesNotContain("secret");
    }

    @Test
    void theFirstAnswers() {
        assertThat(router.ask("ranker").headers().firstValue("x-llm-target")).contains("c");
        assertThat(router.ask("route").headers().firstValue("x-llm-target")).contains("b");
    }

    @Test
    void aBeanAndARouteCanBeReplacedWhileItRuns() throws Exception {
        APPLICATION.join().bind("reverse", new Fixed(List.of("a", "inner")));
        assertThat(ranked("nested")).containsExactly("a", "c", "b");
        APPLICATION.join().bind("reverse", new Fixed(List.of("inner")));
        assertThat(ranked("nested")).containsExactly("c", "b", "a");
        router.camel().getRouteController().stopRoute("my-ranking");
        router.camel().removeRoute("my-ranking");
        router.camel().addRoutes(routes("c,b"));
        assertThat(ranked("route")).containsExactly("c", "b", "a");
        router.camel().getRouteController().stopRoute("my-ranking");
        router.camel().removeRoute("my-ranking");
        router.camel().addRoutes(routes("b,c"));
        assertThat(ranked("route")).containsExactly("b", "c", "a");
    }

    @Test
    void aBeanThatIsNotThereIsAMistake() {
        assertThatThrownBy(() -> TestRouter.with(YAML))
                .hasStackTraceContaining(
                        "bean: names no bean of the registry; bind ranker before the router is installed");
    }
}
