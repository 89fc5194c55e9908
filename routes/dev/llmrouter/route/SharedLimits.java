package dev.llmrouter.route;

import dev.llmrouter.call.HealthEntry;
import dev.llmrouter.limit.RedisLink;
import dev.llmrouter.limit.SharedSupplies;
import dev.llmrouter.limit.Supplies;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;

/** The Redis that replicas count limits in, for as long as a Camel context runs. Apart, since its jars may be missing. */
final class SharedLimits {

    private static final String NAME = "llm-router-redis";

    private SharedLimits() {}

    /**
     * {@return limits that hold for all replicas}
     *
     * @throws IllegalArgumentException for a URL that is none of a Redis; it may hold a password, so it is not shown
     */
    static Supplies of(CamelContext camel, String url, String prefix, Supplies own) throws Exception {
        RedisLink link = link(url, prefix);
        link.beat();
        ScheduledExecutorService beats =
                camel.getExecutorServiceManager().newSingleThreadScheduledExecutor(camel, NAME);
        long every = RedisLink.BEAT.toMillis();
        var unused = beats.scheduleWithFixedDelay(link::beat, every, every, TimeUnit.MILLISECONDS);
        camel.addService(new Closing(link));
        camel.getRegistry().bind(NAME, HealthEntry.class, new HealthEntry("redis", link::isUp));
        return new SharedSupplies(link, own);
    }

    private static RedisLink link(String url, String prefix) {
        try {
            return new RedisLink(url, prefix);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("store.redis is not the URL of a Redis, such as redis://cache:6379", e);
        }
    }

    private static final class Closing extends ServiceSupport {

        private final RedisLink link;

        private Closing(RedisLink link) {
            this.link = link;
        }

        @Override
        protected void doStop() {
            link.close();
        }
    }
}
