package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.LlmHeaders;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentPolicyTest {

    private static final String TARGETS =
            """
            providers: { sim: { type: simulator, latency: 1ms, perToken: 1ms } }
            targets:
              smart: { provider: sim, model: a }
              cheap: { provider: sim, model: b }
              legal: { provider: sim, model: c }
              docs: { provider: sim, model: d }
              german: { provider: sim, model: e }
            tenants: { acme: {}, anybody: { keys: [ "{{sys:test.caller}}" ] } }
            """;

    private static final String YAML = TARGETS
            + """
            models:
              simple-fact:
                policy: content
                when:
                  - { simple: "${variable.call.hasTools}", use: smart }
                  - { simple: "${variable.call.length} > 2000", use: docs }
                otherwise: cheap
              simple-body: { policy: content, when: [ { simple: "${body} contains 'contract'", use: legal } ], otherwise: cheap }
              simple-header: { policy: content, when: [ { simple: "${header.x-tier} == 'gold'", use: smart } ], otherwise: cheap }
              simple-tenant: { policy: content, when: [ { simple: "${variable.call.tenant} == 'acme'", use: smart } ], otherwise: cheap }
              simple-metadata: { policy: content, when: [ { simple: "${variable.call.metadata[tier]} == 'gold'", use: smart } ], otherwise: cheap }
              simple-ognl: { policy: content, when: [ { simple: "${variable.call.facts.prompt.length()} > 20", use: docs } ], otherwise: cheap }
              jsonpath: { policy: content, when: [ { jsonpath: "$.messages[?(@.content =~ /.*invoice.*/i)]", use: docs } ], otherwise: cheap }
              xpath: { policy: content, when: [ { xpath: "/order/@total > 1000", use: smart } ], otherwise: cheap }
              regex: { policy: content, when: [ { regex: "(?i)\\\\bgdpr\\\\b", use: legal } ], otherwise: cheap }
              header: { policy: content, when: [ { header: X-Tier, is: gold, use: smart }, { header: x-team, use: docs } ], otherwise: cheap }
              predicate: { policy: content, when: [ { bean: isVip, use: smart } ], otherwise: cheap }
              method: { policy: content, when: [ { bean: rules, method: isLong, use: docs } ], otherwise: cheap }
              camel-bean: { policy: content, when: [ { bean: rules, method: speaksOf, use: legal } ], otherwise: cheap }
              exchange-bean: { policy: content, when: [ { bean: rules, method: knows, use: legal } ], otherwise: cheap }
              language: { policy: content, when: [ { language: de, use: german } ], otherwise: cheap }
              within: { policy: content, when: [ { within: "22:00-06:00 Europe/Berlin", use: cheap } ], otherwise: smart }
              expression: { policy: content, when: [ { expression: { language: simple, text: "${body} startsWith 'Dear'" }, use: smart } ], otherwise: cheap }
              both: { policy: content, when: [ { language: de, header: x-tier, is: gold, use: german } ], otherwise: cheap }
              nested: { policy: content, when: [ { regex: "contract", use: simple-header } ], otherwise: outer }
              outer: { policy: priority, of: [ regex, smart ] }
            """;

    /** A rule of one user. */
    record Vip(String name) implements Predicate<Call> {
        @Override
        public boolean test(Call call) {
            return name.equals(call.user());
        }
    }

    /** How an application writes its rules. */
    public static final class Beans {

        /** Called directly. */
        public boolean isLong(Call call) {
            return call.prompt().length() > 100;
        }

        /** Called as Camel calls a bean. */
        public boolean speaksOf(String prompt, @Variable("call") Call call) {
            return prompt.contains("law") && call.turns() == 1;
        }

        /** The same. */
        public String knows(Exchange exchange) {
            return exchange.getMessage().getHeader("x-tier", String.class) == null ? "false" : "true";
        }
    }

    private static final CompletableFuture<org.apache.camel.main.Main> APPLICATION = new CompletableFuture<>();
    private static TestRouter router;

    @BeforeAll
    static void start() {
        router = TestRouter.with(YAML, camel -> {
                    APPLICATION.complete(camel);
                    camel.bind("isVip", new Vip("vip"));
                    camel.bind("rules", new Beans());
                    camel.bind("llm-router-clock", Clock.fixed(Instant.parse("2026-03-02T21:30:00Z"), ZoneOffset.UTC));
                })
                .showing(TestRouter.KEY);
    }

    @AfterAll
    static void stop() {
        router.close();
    }

    private static String targetOf(String model, String prompt, String more, String... headers) {
        var reply = router.chat(
                "{\"model\":\"" + model + "\"," + more + "\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt
                        + "\"}]}",
                headers);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return reply.headers().firstValue("x-llm-target").orElseThrow();
    }

    private static String target(String model, String prompt, String... headers) {
        return targetOf(model, prompt, "", headers);
    }

    @Test
    void simpleAsksForFacts() {
        String tools = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{}}}],";
        assertThat(targetOf("simple-fact", "Hello", tools)).isEqualTo("smart");
        assertThat(target("simple-fact", "Hello ".repeat(400))).isEqualTo("docs");
        assertThat(target("simple-fact", "Hello")).isEqualTo("cheap");
        assertThat(targetOf("simple-metadata", "Hello", "\"metadata\":{\"tier\":\"gold\"},"))
                .isEqualTo("smart");
        assertThat(target("simple-metadata", "Hello")).isEqualTo("cheap");
        assertThat(target("simple-ognl", "Hello, how are you today?")).isEqualTo("docs");
    }

    @ParameterizedTest
    @CsvSource({
        "simple-body, Check this contract, legal",
        "simple-body, Check this, cheap",
        "jsonpath, Where is my INVOICE?, docs",
        "jsonpath, Where is it?, cheap",
        "xpath, <order total='2000'/>, smart",
        "xpath, <order total='20'/>, cheap",
        "xpath, no order, cheap",
        "regex, What does GDPR say?, legal",
        "regex, What does it say?, cheap",
        "language, Wie ist das Wetter heute?, german",
        "language, How is the weather today?, cheap",
        "within, Hello, cheap",
        "camel-bean, What is the law?, legal",
        "camel-bean, What is it?, cheap",
        "method, Hello, cheap",
        "expression, Dear all, smart",
        "expression, Hi, cheap",
        "nested, What does GDPR say?, legal",
        "nested, Check this contract, cheap",
        "nested, Hello, cheap",
    })
    void theContentDecides(String model, String prompt, String target) {
        assertThat(target(model, prompt)).isEqualTo(target);
    }

    @Test
    void headersDecide() {
        assertThat(target("header", "Hello", "x-tier", "gold")).isEqualTo("smart");
        assertThat(target("header", "Hello", "X-TEAM", "any")).isEqualTo("docs");
        assertThat(target("header", "Hello", "x-tier", "Gold")).isEqualTo("cheap");
        assertThat(target("simple-header", "Hello", "x-tier", "gold")).isEqualTo("smart");
        assertThat(target("simple-header", "Hello")).isEqualTo("cheap");
        assertThat(target("exchange-bean", "Hello", "x-tier", "any")).isEqualTo("legal");
        assertThat(target("exchange-bean", "Hello")).isEqualTo("cheap");
        assertThat(target("both", "Wie ist das Wetter heute?", "x-tier", "gold"))
                .isEqualTo("german");
        assertThat(target("both", "How is the weather today?", "x-tier", "gold"))
                .isEqualTo("cheap");
        assertThat(target("nested", "Check this contract", "x-tier", "gold")).isEqualTo("smart");
    }

    @Test
    void aBeanDecidesAndCanBeReplaced() {
        assertThat(targetOf("predicate", "Hello", "\"user\":\"vip\",")).isEqualTo("smart");
        assertThat(targetOf("predicate", "Hello", "\"user\":\"other\",")).isEqualTo("cheap");
        APPLICATION.join().bind("isVip", new Vip("other"));
        assertThat(targetOf("predicate", "Hello", "\"user\":\"other\",")).isEqualTo("smart");
        APPLICATION.join().bind("isVip", new Vip("vip"));
        assertThat(targetOf("predicate", "Hello", "\"user\":\"other\",")).isEqualTo("cheap");
    }

    @Test
    void aCallerOverHttpIsNobodysTenant() {
        assertThat(target("simple-tenant", "Hello", LlmHeaders.TENANT, "acme")).isEqualTo("cheap");
    }

    @Test
    void aRouteSaysOnWhoseAccountACallIs() {
        Exchange exchange = router.camel().createProducerTemplate().request("direct:chat", asked -> {
            asked.getMessage()
                    .setBody("{\"model\":\"simple-tenant\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
            asked.getMessage().setHeader(LlmHeaders.TENANT, "acme");
        });
        assertThat(Call.of(exchange).answeredBy()).extracting(Target::name).isEqualTo("smart");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jsonpath", "regex"})
    void otherDialectsAreReadAlike(String model) {
        String text = "GDPR invoice";
        var messages = router.post(
                "/messages",
                "{\"model\":\"" + model + "\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"" + text
                        + "\"}]}");
        var response = router.post("/responses", "{\"model\":\"" + model + "\",\"input\":\"" + text + "\"}");
        var completion = router.post("/completions", "{\"model\":\"" + model + "\",\"prompt\":\"" + text + "\"}");
        String expected = model.equals("regex") ? "legal" : "docs";
        assertThat(messages.headers().firstValue("x-llm-target")).contains(expected);
        assertThat(response.headers().firstValue("x-llm-target")).contains(expected);
        assertThat(completion.headers().firstValue("x-llm-target")).contains(expected);
    }

    @Test
    void explainTellsWhichRuleDecided() {
        var explained = router.post(
                "/route/explain",
                "{\"model\":\"regex\",\"messages\":[{\"role\":\"user\",\"content\":\"What does GDPR say?\"}]}");
        assertThat(explained.body()).contains("when[0] regex -> legal").doesNotContain("GDPR");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ use: smart } | when[0] has no condition",
                "{ regex: 'a(', use: smart } | when[0].regex can't be read: Unclosed group",
                "{ is: gold, regex: a, use: smart } | when[0].is stands beside header only",
                "{ method: m, regex: a, use: smart } | when[0].method stands beside bean only",
                "{ language: klingon, use: smart } | when[0].language is none that can be told",
                "{ within: night, use: smart } | when[0].within expected hours",
                "{ regex: a, use: smrt } | when[0].use unknown model or target smrt",
                "{ regex: a } | when[0].use missing",
                "{ regexp: a, use: smart } | when[0].regexp unknown key",
                "{ simple: '${nosuch}', use: smart } | when[0].simple can't be read: Unknown function: nosuch",
            })
    void mistakesAreNamedAtTheStart(String rule, String message) {
        String yaml =
                TARGETS + "models:\n  auto:\n    policy: content\n    when: [ " + rule + " ]\n    otherwise: cheap\n";
        assertThatThrownBy(() -> TestRouter.with(yaml))
                .extracting(thrown -> reasons(thrown).replace(": ", " ").replace("models.auto.", ""))
                .asString()
                .contains(message.replace(": ", " "));
    }

    private static String reasons(Throwable thrown) {
        StringBuilder reasons = new StringBuilder();
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            reasons.append(t.getMessage()).append('\n');
        }
        return reasons.toString();
    }
}
