package dev.llmrouter.config;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What {@code broker} may say: where the broker is, and by that what is spoken with it. */
public enum BrokerKind {
    /** In this process. */
    EMBEDDED("embedded", "embedded"),
    /** Whatever the application has made connections for. */
    BEAN("bean:.+", "bean:NAME for a ConnectionFactory of the application"),
    /** Artemis, in its own protocol. */
    ARTEMIS("\\(?(tcp|vm|udp|jgroups)://.+", "tcp://broker:61616 for Artemis"),
    /** Any broker that speaks AMQP 1.0 and has its transactions. */
    AMQP("(amqps?|amqpwss?)://.+|failover:\\(?amqp.+", "amqp://broker:5672 or amqps://broker:5671 for AMQP 1.0"),
    /** ActiveMQ Classic, in OpenWire. */
    OPENWIRE("failover:(//)?\\(?(tcp|ssl|nio|nio\\+ssl)://.+", "failover:(tcp://broker:61616) for ActiveMQ Classic");

    private final Pattern address;
    private final String example;

    BrokerKind(String address, String example) {
        this.address = Pattern.compile(address);
        this.example = example;
    }

    /** {@return which kind is meant; null for none that is known} */
    static @Nullable BrokerKind of(String broker) {
        return Arrays.stream(values())
                .filter(kind -> kind.address.matcher(broker).matches())
                .findFirst()
                .orElse(null);
    }

    /** {@return all that may be said, for whoever said something else} */
    static String all() {
        return Arrays.stream(values()).map(kind -> kind.example).collect(Collectors.joining(", or "));
    }
}
