package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.FreePort;
import dev.llmrouter.fixture.JmsCaller;
import dev.llmrouter.fixture.MailServer;
import jakarta.jms.Message;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The routes in {@code config/examples} that files, messages and mail of a business take. */
class DropInExamplesTest {

    private static final String EXAMPLES = "config/examples/";
    private static final FakeOpenAi upstream = answering(completion("Hi"));

    @TempDir
    Path folder = Path.of(".");

    private final int port = FreePort.any();

    @BeforeEach
    void begin() {
        upstream.received().clear();
    }

    @AfterAll
    static void stop() {
        upstream.close();
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
    }

    /** Starts a router with a broker, the routes of that file, and properties for it: name, value, name, value. */
    private TestRouter with(String example, String more, Object... properties) {
        return TestRouter.with(
                """
            providers: { up: { type: openai, baseUrl: "%s" } }
            targets: { smart: { provider: up, model: m } }
            retries: { count: 0 }
            channels:
              jms: { port: %d }
            %s
            """
                        .formatted(upstream.baseUrl(), port, more),
                main -> {
                    main.configure().withRoutesIncludePattern("file:" + EXAMPLES + example);
                    for (int i = 0; i < properties.length; i += 2) {
                        main.addInitialProperty(properties[i].toString(), properties[i + 1].toString());
                    }
                });
    }

    @Test
    void theTextOfAnInvoiceBecomesJsonInAQueue() throws Exception {
        upstream.nowAnswering(
                completion("{\\\"number\\\":\\\"R-7\\\",\\\"supplier\\\":\\\"Mill\\\",\\\"date\\\":\\\"2026-05-01\\\","
                        + "\\\"currency\\\":\\\"EUR\\\",\\\"total\\\":119.0}"));
        try (TestRouter router = with("invoices.camel.yaml", "", "invoices.folder", folder);
                JmsCaller caller = new JmsCaller(port)) {
            Files.writeString(folder.resolve("seven.txt"), "Mill Ltd, invoice R-7 of 1 May 2026, total EUR 119.00");
            Message invoice = caller.take("invoices", 30_000);
            assertThat(invoice.getJMSCorrelationID()).isEqualTo("seven.txt");
            assertThat(Caller.tree(JmsCaller.text(invoice)).path("total").asDouble())
                    .isEqualTo(119.0);
            soon().until(() -> Files.exists(folder.resolve(".done/seven.txt")));
            JsonNode asked = Caller.tree(upstream.last().body());
            assertThat(asked.at("/response_format/json_schema/schema/required")).hasSize(5);
            assertThat(asked.at("/messages/0/role").asText()).isEqualTo("system");
            assertThat(router.get("/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aTicketGoesOnAsUrgentAsTheModelSaysAndNoneIsLost() throws Exception {
        try (TestRouter router = with("triage.camel.yaml", "");
                JmsCaller caller = new JmsCaller(port)) {
            upstream.nowAnswering(completion("Urgent."));
            put(caller, "It burns");
            Message urgent = caller.take("tickets.urgent", 30_000);
            assertThat(JmsCaller.text(urgent)).isEqualTo("It burns");
            assertThat(urgent.getJMSPriority()).isEqualTo(8);
            upstream.nowAnswering(completion("low"));
            put(caller, "Nice colour");
            assertThat(caller.take("tickets.low", 30_000).getJMSPriority()).isEqualTo(1);
            upstream.nowAnswering(completion("I can't say"));
            put(caller, "Hm");
            assertThat(JmsCaller.text(caller.take("tickets.normal", 30_000))).isEqualTo("Hm");
            upstream.nowAnswering(error(500, "oops"), completion("urgent"));
            put(caller, "Again");
            assertThat(JmsCaller.text(caller.take("tickets.urgent", 30_000))).isEqualTo("Again");
            assertThat(router.get("/health").statusCode()).isEqualTo(200);
        }
    }

    private static void put(JmsCaller caller, String ticket) {
        caller.context().createProducer().send(caller.queue("tickets"), ticket);
    }

    @Test
    void whatHl7SaysOfThePatientIsNotShown() throws Exception {
        upstream.nowAnswering(completion("Potassium is high."));
        Path summaries = folder.resolve("summaries");
        try (TestRouter router =
                with("hl7.camel.yaml", "", "hl7.folder", folder.resolve("in"), "hl7.summaries", summaries)) {
            Files.createDirectories(folder.resolve("in"));
            Files.writeString(
                    folder.resolve("in/lab.hl7"),
                    "MSH|^~\\&|LAB|H|||202605010800||ORU^R01|1|P|2.5\rPID|1||4711||Roe^Jane\r"
                            + "OBX|1|NM|2823-3^Potassium||6.1|mmol/L|3.5-5.1|H\rNTE|1||repeated\r");
            soon().until(() -> Files.exists(summaries.resolve("lab.txt")));
            assertThat(summaries.resolve("lab.txt")).hasContent("Potassium is high.");
            assertThat(upstream.last().body())
                    .contains("6.1|mmol/L", "repeated")
                    .doesNotContain("Roe")
                    .doesNotContain("4711");
            assertThat(router.get("/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whatIsExportedWaitsForTheNight() throws Exception {
        upstream.nowAnswering(completion("Hi"));
        Path inbox = folder.resolve("inbox");
        Files.createDirectories(folder.resolve("exports"));
        Files.writeString(folder.resolve("exports/day.jsonl"), "{\"prompt\":\"one\"}\n{\"prompt\":\"two\"}\n");
        String files = "  files: { inbox: \"%s\", outbox: \"%s\", failed: \"%s\", model: smart }"
                .formatted(inbox, folder.resolve("outbox"), folder.resolve("failed"));
        try (TestRouter router = with(
                "nightly.camel.yaml",
                files,
                "nightly.exports",
                folder.resolve("exports"),
                "nightly.inbox",
                inbox,
                "nightly.cron",
                "* * * * * ?")) {
            Path results = folder.resolve("outbox/day.jsonl");
            soon().until(() -> Files.exists(results));
            assertThat(Files.readAllLines(results)).hasSize(2);
            assertThat(folder.resolve("exports/day.jsonl")).doesNotExist();
            assertThat(router.get("/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void mailIsAnsweredOnceAPersonHasSaidSo() throws Exception {
        upstream.nowAnswering(completion("Of course."));
        String holds = "holds: [ { when: \"${body} contains 'refund'\", reason: money } ]";
        try (MailServer server = new MailServer("A question", "May I have a refund?");
                TestRouter router =
                        with("mail-held.camel.yaml", holds, server.properties().toArray())) {
            soon().until(() ->
                    Caller.tree(router.get("/admin/held").body()).path("count").asInt() == 1);
            assertThat(upstream.received()).isEmpty();
            String id = Caller.tree(router.get("/admin/held").body())
                    .path("held")
                    .path(0)
                    .path("id")
                    .asText();
            assertThat(router.send("POST", "/admin/held/" + id + "/release", "").statusCode())
                    .isEqualTo(200);
            soon().until(() -> server.replies().size() == 1);
            var reply = server.replies().get(0);
            assertThat(reply.getContent().toString()).contains("Of course.");
            assertThat(reply.getHeader("In-Reply-To", null))
                    .isEqualTo(server.prompt().getMessageID());
        }
    }

    @Test
    void namesThatOpenRouterHasGoOnToWork() {
        try (TestRouter router = example("openrouter.yaml")) {
            assertThat(router.ask("openai/gpt-4.1-mini").statusCode()).isEqualTo(200);
            assertThat(router.ask("anthropic/claude-sonnet-4.5").headers().firstValue("x-llm-target"))
                    .contains("sim/small");
        }
    }

    @Test
    void ownMachinesStepInWhereTheCloudFailsAndNobodyNotices() {
        try (TestRouter router = example("openai-vllm.yaml")) {
            for (int i = 0; i < 8; i++) {
                assertThat(router.ask("assistant").headers().firstValue("x-llm-target"))
                        .contains("llama");
                assertThat(router.stream("assistant").body()).endsWith("data: [DONE]\n\n");
            }
            assertThat(router.ask("assistant").headers().firstValue("x-llm-attempts"))
                    .contains("1");
        }
    }

    @Test
    void whatTheBankAsksStaysInTheEuThoughItCostsMore() {
        System.setProperty("test.bank", "sk-of-the-bank");
        System.setProperty("test.shop", "sk-of-the-shop");
        try (TestRouter router = example("eu-tenant.yaml")) {
            assertThat(router.showing("sk-of-the-bank")
                            .ask("assistant")
                            .headers()
                            .firstValue("x-llm-target"))
                    .contains("own");
            assertThat(router.showing("sk-of-the-bank").ask("large").statusCode())
                    .isIn(403, 404);
            assertThat(router.showing("sk-of-the-shop")
                            .ask("assistant")
                            .headers()
                            .firstValue("x-llm-target"))
                    .contains("large");
        }
    }

    private static TestRouter example(String name) {
        try {
            return TestRouter.with(ExamplesTest.quick(Files.readString(Path.of(EXAMPLES + name)))
                    .replace("{{env:BANK_KEY:}}", "{{sys:test.bank}}")
                    .replace("{{env:SHOP_KEY:}}", "{{sys:test.shop}}"));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
