package dev.llmrouter.config;

import static dev.llmrouter.config.Sample.GOOD;
import static dev.llmrouter.config.Sample.problems;
import static dev.llmrouter.config.Sample.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JmsEntryTest {

    private static JmsEntry jms(String entry) {
        return Objects.requireNonNull(
                read(GOOD + "channels: { jms: " + entry + " }\n").channels().jms());
    }

    @Test
    void isOffUntilItStandsThere() {
        assertThat(read(GOOD).channels().jms()).isNull();
    }

    @Test
    void hasABrokerInItAndThreeQueuesUnlessItSaysOtherwise() {
        JmsEntry entry = jms("{}");
        assertThat(entry.isEmbedded()).isTrue();
        assertThat(entry.port()).isEqualTo(61616);
        assertThat(entry.requests()).isEqualTo("llm.requests");
        assertThat(entry.replies()).isEqualTo("llm.replies");
        assertThat(entry.dead()).isEqualTo("llm.dead");
        assertThat(entry.consumers()).isEqualTo(16);
        assertThat(entry.pause()).isEqualTo(Duration.ofSeconds(5));
        assertThat(entry.longestPause()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void mayHaveABrokerElsewhere() {
        assertThat(jms("{ broker: \"tcp://broker:61616\", user: me, password: \"{{env:KEY}}\" }")
                        .isEmbedded())
                .isFalse();
        assertThat(jms("{ broker: \"bean:factory\" }").bean()).isEqualTo("factory");
    }

    @ParameterizedTest
    @CsvSource({
        "embedded, EMBEDDED",
        "bean:mine, BEAN",
        "tcp://b:61616?sslEnabled=true, ARTEMIS",
        "'(tcp://a:1,tcp://b:1)?ha=true', ARTEMIS",
        "amqp://b:5672, AMQP",
        "amqps://b:5671?transport.trustAll=true, AMQP",
        "'failover:(amqps://a:1,amqp://b:1)', AMQP",
        "'failover:(tcp://a:1,nio+ssl://b:1)?randomize=false', OPENWIRE",
        "failover://tcp://a:1, OPENWIRE"
    })
    void isSpokenWithByWhatItsAddressBeginsWith(String broker, BrokerKind kind) {
        assertThat(jms("{ broker: \"" + broker + "\" }").kind()).isEqualTo(kind);
    }

    @Test
    void showsNoPassword() {
        assertThat(jms("{ broker: \"tcp://me:sk-never-shown@broker:1\", password: \"{{env:KEY}}\" }")
                        .toString())
                .doesNotContain(Sample.KEY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ broker: somewhere } | broker: has to be embedded, or bean:NAME for a ConnectionFactory of the application, or tcp://broker:61616 for Artemis, or amqp://broker:5672 or amqps://broker:5671 for AMQP 1.0, or failover:(tcp://broker:61616) for ActiveMQ Classic",
                "{ broker: \"ssl://b:1\" } | broker: has to be embedded",
                "{ broker: \"failover:(http://b:1)\" } | broker: has to be embedded",
                "{ broker: \"bean:\" } | broker: has to be embedded",
                "{ parked: llm.dead } | have to be seven queues",
                "{ user: me } | user: is not for the embedded broker",
                "{ broker: \"tcp://b:1\", port: 7 } | port: is only for the embedded broker",
                "{ port: 70000 } | port: must be at most 65535",
                "{ consumers: 0 } | consumers: must be at least 1",
                "{ requests: \"a b\" } | requests: has to be the name of a queue",
                "{ replies: llm.requests } | have to be seven queues",
                "{ pause: 1h } | longestPause: has to be at least as long as pause",
                "{ password: secret } | password: expected a reference to a secret",
                "{ model: nobody } | model:",
                "{ queue: q } | queue: unknown key",
            })
    void saysWhatIsWrongAndWhere(String entry, String message) {
        assertThat(problems(GOOD + "channels: { jms: " + entry + " }\n").toString())
                .contains("config/router.yaml:")
                .contains("channels.jms")
                .contains(message);
    }
}
