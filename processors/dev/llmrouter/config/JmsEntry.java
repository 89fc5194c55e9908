package dev.llmrouter.config;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.catalog.Secret;
import dev.llmrouter.policy.ModelName;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which queues of which broker prompts come from, and where replies go. */
@Doc("prompts that come as JMS messages")
public record JmsEntry(
        @Doc(
                        "embedded for a broker in this process, the URL of one elsewhere (tcp://broker:61616 for Artemis,"
                                + " amqp://broker:5672 or amqps://broker:5671 for AMQP 1.0, failover:(tcp://broker:61616) for"
                                + " ActiveMQ Classic), or bean:NAME for a ConnectionFactory of the application; default embedded")
                String broker,
        @Doc("the user of the broker; of none that is embedded") @Nullable String user,
        @Doc("the password; only by reference, as in {{env:BROKER_PASSWORD}}") @Nullable Secret password,
        @Doc("where the embedded broker listens on this machine for other programs; default 61616")
                @Range(min = 1, max = 65535)
                Integer port,
        @Doc("the queue that prompts are taken from; default llm.requests") String requests,
        @Doc("the queue for replies to messages that name none; default llm.replies") String replies,
        @Doc("the queue for what can't be answered; default llm.dead") String dead,
        @Doc("the queue for what a person has to decide on; default llm.held") String held,
        @Doc("the queue that decisions on those are taken from; default llm.decisions") String decisions,
        @Doc("the queue that those which are released are taken from; default llm.released") String released,
        @Doc("the queue where messages wait that are tried again later, where the broker delivers nothing late; default"
                        + " llm.parked")
                String parked,
        @Doc("how many messages are worked on at one time; default 16") @Range(min = 1, max = 500) Integer consumers,
        @Doc("the model for messages that name none; default none, and then they have to") @ModelName @Nullable
                String model,
        @Doc("how long a message is set aside at first that nobody can answer now, where no provider says; it doubles"
                        + " from time to time; default 5s")
                Duration pause,
        @Doc("how long a message is set aside at most, also where a provider says more; default 10m")
                Duration longestPause,
        @Doc("how often a message is tried before it is dead; default 100") @Range(min = 1, max = 100000)
                Integer attempts) {

    private static final String EMBEDDED = "embedded";
    private static final int PORT = 61616;
    private static final int QUEUES = 7;
    private static final Pattern QUEUE = Pattern.compile("[A-Za-z0-9._/-]{1,200}");

    /** What is absent takes its default. */
    public JmsEntry(
            @Nullable String broker,
            @Nullable String user,
            @Nullable Secret password,
            @Nullable Integer port,
            @Nullable String requests,
            @Nullable String replies,
            @Nullable String dead,
            @Nullable String held,
            @Nullable String decisions,
            @Nullable String released,
            @Nullable String parked,
            @Nullable Integer consumers,
            @Nullable String model,
            @Nullable Duration pause,
            @Nullable Duration longestPause,
            @Nullable Integer attempts) {
        this.broker = broker == null ? EMBEDDED : broker;
        this.user = user;
        this.password = password;
        this.port = port == null ? PORT : port;
        this.requests = queue("requests", requests, "llm.requests");
        this.replies = queue("replies", replies, "llm.replies");
        this.dead = queue("dead", dead, "llm.dead");
        this.held = queue("held", held, "llm.held");
        this.decisions = queue("decisions", decisions, "llm.decisions");
        this.released = queue("released", released, "llm.released");
        this.parked = queue("parked", parked, "llm.parked");
        this.consumers = consumers == null ? 16 : consumers;
        this.model = model;
        this.pause = pause == null ? Duration.ofSeconds(5) : pause;
        this.longestPause = longestPause == null ? Duration.ofMinutes(10) : longestPause;
        this.attempts = attempts == null ? 100 : attempts;
        check(BrokerKind.of(this.broker) != null, "broker has to be " + BrokerKind.all());
        check(!isEmbedded() || user == null, "user is not for the embedded broker, which only this machine can reach");
        check(isEmbedded() || port == null, "port is only for the embedded broker; another's is in its URL");
        check(this.pause.toMillis() >= 1, "pause has to be at least 1ms");
        check(this.longestPause.compareTo(this.pause) >= 0, "longestPause has to be at least as long as pause");
        check(
                queues().distinct().count() == QUEUES,
                "requests, replies, dead, held, decisions, released and parked have to be seven queues");
    }

    private static String queue(String key, @Nullable String name, String otherwise) {
        String queue = name == null ? otherwise : name;
        check(QUEUE.matcher(queue).matches(), key + " has to be the name of a queue, of letters, digits and . _ / -");
        return queue;
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private Stream<String> queues() {
        return Stream.of(requests, replies, dead, held, decisions, released, parked);
    }

    /** {@return what is spoken with the broker, and where it is} */
    public BrokerKind kind() {
        return Objects.requireNonNull(BrokerKind.of(broker));
    }

    /** {@return whether the broker is in this process} */
    public boolean isEmbedded() {
        return kind() == BrokerKind.EMBEDDED;
    }

    /** {@return the name of the bean that makes connections; null where the broker is said otherwise} */
    public @Nullable String bean() {
        return kind() == BrokerKind.BEAN ? broker.substring(broker.indexOf(':') + 1) : null;
    }

    /** Addresses of brokers may hold passwords. */
    @Override
    public String toString() {
        return "JmsEntry[" + requests + "]";
    }
}
