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
                "{ broker: somewhere } | broker: has to be embedded, the URL of an Artemis broker",
                "{ user: me } | user: is not for the embedded broker",
                "{ broker: \"tcp://b:1\", port: 7 } | port: is only for the embedded broker",
                "{ port: 70000 } | port: must be at most 65535",
                "{ consumers: 0 } | consumers: must be at least 1",
                "{ requests: \"a b\" } | requests: has to be the name of a queue",
                "{ replies: llm.requests } | have to be six queues",
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
