package dev.llmrouter.jms;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;

/**
 * A broker in this process, for who has none. What it has taken is on disk; other programs on this machine reach it
 * over TCP, in Artemis' own protocol and in whatever others have their jar here, and nobody from elsewhere does. A message that was rolled back comes again, as often as it takes; one that has
 * expired becomes a dead letter.
 */
public final class EmbeddedBroker extends ServiceSupport {

    private static final AtomicInteger LAST = new AtomicInteger();

    /** From there on what waits in a queue is on disk only. */
    private static final long IN_MEMORY = 64L * 1024 * 1024;

    /** Nothing is taken any more when the disk is that full, in per cent. */
    private static final int FULLEST = 98;

    /** For how long what is to be synced with the disk is gathered. */
    private static final int GATHERING_NANOS = 1_000_000;

    private static final long SOON_MILLIS = 1000;
    private static final long LATE_MILLIS = 60_000;

    private final int id = LAST.incrementAndGet();
    private final Path folder;
    private final int port;
    private final List<String> queues;
    private final String dead;
    private volatile @Nullable EmbeddedActiveMQ broker;

    /**
     * A broker that is not started.
     *
     * @param folder where it keeps its messages
     * @param port of this machine's own address
     * @param queues those that are there from the start
     * @param dead the one of them for dead letters
     */
    public EmbeddedBroker(Path folder, int port, List<String> queues, String dead) {
        this.folder = folder;
        this.port = port;
        this.queues = List.copyOf(queues);
        this.dead = dead;
    }

    /** {@return where programs in this process reach it} */
    public String url() {
        return "vm://" + id;
    }

    /** {@return how many messages a queue has; 0 while the broker does not run} */
    public long count(String queue) {
        EmbeddedActiveMQ running = broker;
        org.apache.activemq.artemis.core.server.Queue found =
                running == null ? null : running.getActiveMQServer().locateQueue(SimpleString.of(queue));
        return found == null ? 0 : found.getMessageCount();
    }

    /** Artemis says of it only that something could not be bound. */
    private void checkPort() throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (BindException e) {
            throw new IllegalStateException(
                    "port " + port + " is in use by another program: set another 'port', or where that program is the"
                            + " broker that is meant, 'broker: tcp://127.0.0.1:" + port + "'",
                    e);
        }
    }

    @Override
    protected void doStart() throws Exception {
        checkPort();
        EmbeddedActiveMQ starting = new EmbeddedActiveMQ().setConfiguration(configuration());
        try {
            starting.start();
        } catch (Exception e) {
            throw new IllegalStateException("The embedded broker can't start: " + e.getMessage(), e);
        }
        broker = starting;
    }

    @Override
    protected void doStop() throws Exception {
        EmbeddedActiveMQ running = broker;
        broker = null;
        if (running != null) {
            running.stop();
        }
    }

    private Configuration configuration() throws Exception {
        ConfigurationImpl configuration = new ConfigurationImpl();
        configuration
                .setName("llm-router-" + id)
                .setPersistenceEnabled(true)
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .setJournalType(JournalType.NIO)
                .setBindingsDirectory(folder.resolve("bindings").toString())
                .setJournalDirectory(folder.resolve("journal").toString())
                .setPagingDirectory(folder.resolve("paging").toString())
                .setLargeMessagesDirectory(folder.resolve("large").toString())
                .setJournalBufferTimeout_NIO(GATHERING_NANOS)
                .setMaxDiskUsage(FULLEST)
                .addAcceptorConfiguration("in-vm", url())
                .addAcceptorConfiguration("tcp", "tcp://127.0.0.1:" + port)
                .addAddressSetting("#", settings());
        queues.forEach(queue -> add(configuration, queue));
        return configuration;
    }

    private static void add(Configuration configuration, String queue) {
        configuration.addQueueConfiguration(
                QueueConfiguration.of(queue).setRoutingType(RoutingType.ANYCAST).setDurable(true));
    }

    /** No number of attempts makes a message a dead one here; that is the route's to say. */
    private AddressSettings settings() {
        return new AddressSettings()
                .setDeadLetterAddress(SimpleString.of(dead))
                .setExpiryAddress(SimpleString.of(dead))
                .setMaxDeliveryAttempts(-1)
                .setRedeliveryDelay(SOON_MILLIS)
                .setRedeliveryMultiplier(2)
                .setMaxRedeliveryDelay(LATE_MILLIS)
                .setMaxSizeBytes(IN_MEMORY)
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                .setAutoDeleteQueues(false)
                .setAutoDeleteAddresses(false)
                .setDefaultAddressRoutingType(RoutingType.ANYCAST)
                .setDefaultQueueRoutingType(RoutingType.ANYCAST);
    }
}
