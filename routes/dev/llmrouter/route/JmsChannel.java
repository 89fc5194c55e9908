package dev.llmrouter.route;

import dev.llmrouter.call.Channel;
import dev.llmrouter.call.HealthEntry;
import dev.llmrouter.call.HeldCalls;
import dev.llmrouter.config.BrokerKind;
import dev.llmrouter.config.JmsEntry;
import dev.llmrouter.config.RouterFiles;
import dev.llmrouter.jms.BrokerDelays;
import dev.llmrouter.jms.DeadLetters;
import dev.llmrouter.jms.HeldMessages;
import dev.llmrouter.jms.JmsMeters;
import dev.llmrouter.jms.ParkMessage;
import dev.llmrouter.jms.ParkedMessages;
import dev.llmrouter.jms.ReadMessage;
import dev.llmrouter.jms.ReplayDeadLetters;
import dev.llmrouter.jms.TakeDecision;
import dev.llmrouter.jms.TellDeadLetters;
import dev.llmrouter.jms.WeighFailure;
import dev.llmrouter.jms.WriteDeadLetter;
import dev.llmrouter.jms.WriteHeld;
import dev.llmrouter.jms.WriteRefusal;
import dev.llmrouter.jms.WriteReply;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.jms.ConnectionFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jms.listener.DefaultMessageListenerContainer;

/** Binds what the route {@code jms} is made of, and starts it. Loaded only where the channel is on, since its jars are optional. */
final class JmsChannel {

    /** Under a name of its own: the application may have a component {@code jms} for another broker. */
    private static final String COMPONENT = "llm-jms";

    /** How often a broker that is gone is looked for. */
    private static final long RECOVERY_MILLIS = 1000;

    /** Persons decide more slowly than messages come. */
    private static final int CONSUMERS_OF_RELEASED = 4;

    private static final String OFF =
            "This router takes no messages. Its operator switches that on by 'channels: { jms: {} }' in router.yaml.";

    private static final String HEALTH = "llm-router-jms-health";

    private JmsChannel() {}

    /**
     * Starts taking messages where that is switched on, also where the broker is not there yet.
     *
     * @throws dev.llmrouter.config.ConfigException naming the jar that is missing, the bean, or the port that is taken
     */
    static void install(CamelContext camel, RouterFiles files, MeterRegistry registry) throws Exception {
        JmsEntry entry = files.config().channels().jms();
        if (entry == null) {
            SwitchedOff.bind(camel, List.of("tellDeadLetters", "replayDeadLetters"), OFF);
            return;
        }
        try {
            boolean holds = files.config().holds().stream().anyMatch(hold -> hold.isFor(Channel.JMS));
            install(camel, entry, holds, new JmsMeters(registry));
        } catch (JmsConnections.UnusableException e) {
            throw ChannelRefusal.of(camel, files, "jms", String.valueOf(e.getMessage()));
        }
    }

    private static void install(CamelContext camel, JmsEntry entry, boolean holds, JmsMeters meters) throws Exception {
        JmsConnections.require("org.apache.camel.component.jms.JmsComponent", "org.apache.camel:camel-jms");
        ConnectionFactory connections = JmsConnections.of(camel, entry, meters);
        camel.addComponent(COMPONENT, component(connections));
        BrokerDelays delays = delays(entry, connections);
        if (delays != null) {
            look(camel, new ParkedMessages(connections, delays, entry.parked(), entry.requests(), entry.released()));
        }
        DeadLetters letters = new DeadLetters(connections, entry.dead(), entry.requests());
        Map.<String, Processor>of(
                        "readJms", new ReadMessage(entry.model()),
                        "writeJmsReply", new WriteReply(meters),
                        "weighJmsFailure", new WeighFailure(entry.pause(), entry.longestPause(), entry.attempts()),
                        "parkMessage", new ParkMessage(connections, delays, entry.parked(), meters),
                        "writeDeadLetter", new WriteDeadLetter(meters),
                        "writeJmsRefusal", new WriteRefusal(),
                        "tellDeadLetters", new TellDeadLetters(letters),
                        "replayDeadLetters", new ReplayDeadLetters(letters))
                .forEach((name, step) -> camel.getRegistry().bind(name, Processor.class, step));
        HeldMessages held = new HeldMessages(connections, entry.held(), entry.released(), entry.dead());
        Map.<String, Processor>of(
                        "writeHeld", new WriteHeld(meters),
                        "takeDecision", new TakeDecision(held))
                .forEach((name, step) -> camel.getRegistry().bind(name, Processor.class, step));
        camel.getRegistry().bind(Holds.MESSAGES, HeldCalls.class, held);
        ShippedRoutes.load(camel, List.of("jms", "decisions"));
        route(camel, entry)
                .routeId("jms")
                .parameter("requests", entry.requests())
                .parameter("consumers", entry.consumers())
                .add();
        if (holds) {
            route(camel, entry)
                    .routeId("jms-released")
                    .parameter("requests", entry.released())
                    .parameter("consumers", Math.min(CONSUMERS_OF_RELEASED, entry.consumers()))
                    .parameter("released", true)
                    .add();
            TemplatedRouteBuilder.builder(camel, "decisions")
                    .routeId("decisions")
                    .parameter("decisions", entry.decisions())
                    .add();
        }
        camel.getRegistry().bind(HEALTH, HealthEntry.class, new HealthEntry("jms", () -> isConnected(camel)));
    }

    /** Artemis keeps them, in its own protocol; of all others nobody knows before it is tried. */
    private static @Nullable BrokerDelays delays(JmsEntry entry, ConnectionFactory connections) {
        boolean isArtemis = entry.isEmbedded() || entry.kind() == BrokerKind.ARTEMIS;
        return isArtemis ? null : new BrokerDelays(connections, entry.requests(), entry.parked());
    }

    private static void look(CamelContext camel, ParkedMessages parked) {
        ScheduledExecutorService thread =
                camel.getExecutorServiceManager().newSingleThreadScheduledExecutor(parked, "llm-router-parked");
        var unused = thread.scheduleWithFixedDelay(parked::look, 0, 1, TimeUnit.SECONDS);
    }

    private static TemplatedRouteBuilder route(CamelContext camel, JmsEntry entry) {
        return TemplatedRouteBuilder.builder(camel, "jms")
                .parameter("replies", entry.replies())
                .parameter("dead", entry.dead())
                .parameter("held", entry.held());
    }

    /** Whoever listens notices within a second that the broker is gone, and looks for it until it is back. */
    private static boolean isConnected(CamelContext camel) {
        Route route = camel.getRoute("jms");
        return route != null && route.getConsumer() instanceof JmsConsumer consumer && isListening(consumer);
    }

    private static boolean isListening(JmsConsumer consumer) {
        try {
            return consumer.getListenerContainer() instanceof DefaultMessageListenerContainer container
                    && container.isRunning()
                    && !container.isRecovering();
        } catch (Exception e) {
            return false;
        }
    }

    private static JmsComponent component(ConnectionFactory connections) {
        JmsComponent component = new JmsComponent();
        component.setConnectionFactory(connections);
        component.setRecoveryInterval(RECOVERY_MILLIS);
        return component;
    }
}
