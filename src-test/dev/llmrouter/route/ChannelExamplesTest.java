package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.KafkaBroker;
import dev.llmrouter.fixture.MailServer;
import jakarta.mail.Flags;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.ftpserver.FtpServer;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.listener.Listener;
import org.apache.ftpserver.listener.ListenerFactory;
import org.apache.ftpserver.usermanager.impl.BaseUser;
import org.apache.ftpserver.usermanager.impl.WritePermission;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The channels in {@code config/examples}, each with a server of its own: what fails is there again, and nothing is lost. */
class ChannelExamplesTest {

    private static final String EXAMPLES = "config/examples/";
    private static final FakeOpenAi upstream = answering(completion("Hi"));

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

    /** Starts a router with the routes of that file, and properties for it: name, value, name, value. */
    private static TestRouter with(String example, String... properties) {
        return TestRouter.with(
                """
            providers:
              up: { type: openai, baseUrl: "%s" }
            targets:
              smart: { provider: up, model: m }
            retries: { count: 0 }
            """
                        .formatted(upstream.baseUrl()),
                main -> {
                    main.configure().withRoutesIncludePattern("file:" + example);
                    for (int i = 0; i < properties.length; i += 2) {
                        main.addInitialProperty(properties[i], properties[i + 1]);
                    }
                });
    }

    private static KafkaConsumer<String, String> consumer(KafkaBroker broker, String group) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.address(), "group.id", group),
                new StringDeserializer(),
                new StringDeserializer());
    }

    private static KafkaConsumer<String, String> reading(KafkaBroker broker, String topic) {
        KafkaConsumer<String, String> consumer = consumer(broker, "test");
        List<TopicPartition> all = List.of(new TopicPartition(topic, 0));
        consumer.assign(all);
        consumer.seekToBeginning(all);
        return consumer;
    }

    private static ConsumerRecord<String, String> next(KafkaConsumer<String, String> consumer) {
        List<ConsumerRecord<String, String>> found = new ArrayList<>();
        soon().until(() -> {
            consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            return !found.isEmpty();
        });
        return found.get(0);
    }

    private static long committed(KafkaConsumer<String, String> asking) {
        TopicPartition prompts = new TopicPartition("prompts", 0);
        return Optional.ofNullable(asking.committed(Set.of(prompts)).get(prompts))
                .map(offset -> offset.offset())
                .orElse(0L);
    }

    @Test
    void aKafkaRecordIsReadAgainUntilItsReplyIsOut(@TempDir Path folder) throws Exception {
        upstream.nowAnswering(
                error(500, "oops"), error(500, "oops"), error(500, "oops"), completion("Hi"), error(400, "no"));
        try (KafkaBroker broker = KafkaBroker.in(folder);
                KafkaProducer<String, String> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.address()), new StringSerializer(), new StringSerializer());
                KafkaConsumer<String, String> replies = reading(broker, "replies");
                KafkaConsumer<String, String> dead = reading(broker, "prompts.dead");
                KafkaConsumer<String, String> router = consumer(broker, "llm-router");
                TestRouter running = with(EXAMPLES + "kafka.camel.yaml", "kafka.brokers", broker.address())) {
            producer.send(new ProducerRecord<>("prompts", "order-7", "Hello")).get(10, TimeUnit.SECONDS);
            ConsumerRecord<String, String> reply = next(replies);
            assertThat(reply.key()).isEqualTo("order-7");
            assertThat(reply.value()).isEqualTo("Hi");
            assertThat(upstream.received()).hasSize(4);
            soon().until(() -> committed(router) == 1);
            producer.send(new ProducerRecord<>("prompts", "order-8", "Nobody answers that"))
                    .get(10, TimeUnit.SECONDS);
            assertThat(next(dead).value()).isEqualTo("Nobody answers that");
            soon().until(() -> committed(router) == 2);
            assertThat(running.get("/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whatTheReadmeShowsOfKafkaIsEnough(@TempDir Path folder, @TempDir Path routes) throws Exception {
        upstream.nowAnswering(completion("Hi"));
        Matcher shown = Pattern.compile("(?s)```yaml\n(- from:\n    uri: kafka:.*?)```")
                .matcher(Files.readString(Path.of("README.md")));
        assertThat(shown.find()).isTrue();
        try (KafkaBroker broker = KafkaBroker.in(folder);
                KafkaProducer<String, String> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.address()), new StringSerializer(), new StringSerializer());
                KafkaConsumer<String, String> replies = reading(broker, "replies");
                KafkaConsumer<String, String> router = consumer(broker, "llm-router")) {
            producer.send(new ProducerRecord<>("prompts", "order-6", "Too early"))
                    .get(10, TimeUnit.SECONDS);
            String route = shown.group(1)
                    .replace("kafka:9092", broker.address())
                    .replace("groupId=", "autoOffsetReset=earliest&groupId=");
            try (TestRouter running = with(
                    Files.writeString(routes.resolve("kafka.camel.yaml"), route).toString())) {
                assertThat(next(replies).value()).isEqualTo("Hi");
                soon().until(() -> committed(router) == 1);
                assertThat(running.get("/health").statusCode()).isEqualTo(200);
            }
        }
    }

    /** An FTP server on a free port. */
    private record Ftp(FtpServer server, Listener listener) implements AutoCloseable {

        static Ftp in(Path home) throws Exception {
            BaseUser user = new BaseUser();
            user.setName("llm-router");
            user.setPassword("secret");
            user.setHomeDirectory(home.toString());
            user.setAuthorities(List.of(new WritePermission()));
            ListenerFactory listening = new ListenerFactory();
            listening.setPort(0);
            listening.setServerAddress("127.0.0.1");
            Listener listener = listening.createListener();
            FtpServerFactory factory = new FtpServerFactory();
            factory.addListener("default", listener);
            factory.getUserManager().save(user);
            FtpServer server = factory.createServer();
            server.start();
            return new Ftp(server, listener);
        }

        String address() {
            return "127.0.0.1:" + listener.getPort();
        }

        @Override
        public void close() {
            server.stop();
        }
    }

    @Test
    void aFileAtAnFtpServerStaysUntilItsReplyIsThere(@TempDir Path home) throws Exception {
        Path inbox = Files.createDirectories(home.resolve("inbox"));
        Files.writeString(inbox.resolve("letter.txt"), "Hello");
        upstream.nowAnswering(error(500, "oops"), error(500, "oops"), completion("Hi"));
        try (Ftp server = Ftp.in(home);
                TestRouter router = with(
                        EXAMPLES + "ftp.camel.yaml",
                        "ftp.server",
                        server.address(),
                        "ftp.password",
                        "secret",
                        "ftp.delay",
                        "100",
                        "ftp.quiet",
                        "100")) {
            soon().until(() -> Files.exists(inbox.resolve(".done/letter.txt")));
            assertThat(home.resolve("outbox/letter.txt")).hasContent("Hi");
            assertThat(inbox.resolve("letter.txt")).doesNotExist();
            assertThat(upstream.received()).hasSize(3);
            assertThat(upstream.last().body()).contains("Hello");
            assertThat(router.get("/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aMailStaysUnreadUntilItsReplyIsSent() throws Exception {
        upstream.nowAnswering(error(500, "oops"), error(500, "oops"), completion("Hi"));
        try (MailServer server = new MailServer("A question", "Hello");
                TestRouter router =
                        with(EXAMPLES + "mail.camel.yaml", server.properties().toArray(String[]::new))) {
            soon().until(() -> server.replies().size() == 1);
            MimeMessage reply = server.replies().get(0);
            assertThat(reply.getContent().toString()).contains("Hi");
            assertThat(reply.getSubject()).isEqualTo("Re: A question");
            assertThat(reply.getHeader("In-Reply-To", null))
                    .isEqualTo(server.prompt().getMessageID());
            assertThat(upstream.received()).hasSize(3);
            soon().until(() -> server.prompt().isSet(Flags.Flag.SEEN));
            assertThat(router.get("/health").statusCode()).isEqualTo(200);
        }
    }
}
