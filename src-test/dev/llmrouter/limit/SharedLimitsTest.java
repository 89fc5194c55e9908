package dev.llmrouter.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.llmrouter.call.MinuteRate;
import dev.llmrouter.fixture.CapturedLog;
import dev.llmrouter.fixture.Redis;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Two replicas with one real Redis. */
class SharedLimitsTest {

    private static Redis redis;

    private RedisLink one;
    private RedisLink two;
    private String name;

    @BeforeAll
    static void startRedis() {
        redis = Redis.started();
    }

    @AfterAll
    static void stopRedis() {
        if (redis != null) {
            redis.close();
        }
    }

    @BeforeEach
    void connect(TestInfo test) {
        name = test.getDisplayName();
        one = new RedisLink(redis.url(), "test:");
        two = new RedisLink(redis.url(), "test:");
        Stream.of(one, two, one).forEach(RedisLink::beat);
        assertThat(one.isUp()).isTrue();
        assertThat(one.replicas()).isGreaterThanOrEqualTo(2);
    }

    @AfterEach
    void disconnect() {
        one.close();
        two.close();
    }

    private static Supplies supplies(RedisLink link) {
        return new SharedSupplies(link, Fixture.own(System::nanoTime));
    }

    private MinuteRate rate(RedisLink link, long most) {
        return supplies(link).rate(name, most);
    }

    /** Draws with four threads from both until the minute is used up, and returns how much over all of it. */
    private static double drawn(List<MinuteRate> both, long atOnce, long most) throws InterruptedException {
        AtomicLong drawn = new AtomicLong();
        long begin = System.nanoTime();
        List<Thread> threads = Stream.concat(both.stream(), both.stream())
                .map(rate -> new Thread(() -> {
                    while (rate.take(atOnce)) {
                        drawn.addAndGet(atOnce);
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        double inflow = (double) (System.nanoTime() - begin) / TimeUnit.MINUTES.toNanos(1) * most;
        return drawn.get() / (most + inflow);
    }

    @Test
    void twoReplicasMakeAsManyCallsAsOneMay() throws InterruptedException {
        assertThat(drawn(List.of(rate(one, 6000), rate(two, 6000)), 1, 6000)).isBetween(0.99, 1.0);
    }

    @Test
    void andUseAsManyTokens() throws InterruptedException {
        assertThat(drawn(List.of(rate(one, 1_000_000), rate(two, 1_000_000)), 700, 1_000_000))
                .isBetween(0.99, 1.0);
    }

    @Test
    void whatOneGivesBackTheOtherHas() {
        MinuteRate here = rate(one, 100);
        MinuteRate there = rate(two, 100);
        assertThat(here.take(100)).isTrue();
        assertThat(there.take(90)).isFalse();
        assertThat(there.nanosUntil(90)).isBetween(TimeUnit.SECONDS.toNanos(50), TimeUnit.SECONDS.toNanos(60));
        here.settle(100, 10);
        await().untilAsserted(() -> assertThat(there.take(90)).isTrue());
    }

    @Test
    void whatOneUsedMoreThanItTookTheOtherWaitsFor() {
        MinuteRate here = rate(one, 100);
        MinuteRate there = rate(two, 100);
        assertThat(here.take(10)).isTrue();
        here.settle(10, 95);
        await().untilAsserted(() -> assertThat(there.take(20)).isFalse());
    }

    @Test
    void routersWithAnotherPrefixHaveNothingToDoWithThese() {
        assertThat(supplies(one).seats(name, 1).take()).isTrue();
        assertThat(rate(one, 100).take(100)).isTrue();
        try (RedisLink other = new RedisLink(redis.url(), "other:")) {
            other.beat();
            assertThat(other.replicas()).isEqualTo(1);
            assertThat(supplies(other).seats(name, 1).take()).isTrue();
            assertThat(rate(other, 100).take(100)).isTrue();
        }
    }

    @Test
    void seatsAreOfAll() {
        Seats here = supplies(one).seats(name, 3);
        Seats there = supplies(two).seats(name, 3);
        assertThat(here.take()).isTrue();
        assertThat(here.take()).isTrue();
        assertThat(there.take()).isTrue();
        assertThat(there.take()).isFalse();
        assertThat(here.take()).isFalse();
        here.giveBack();
        await().until(there::take);
        assertThat(here.take()).isFalse();
    }

    @Test
    void withoutTheRedisEachHasItsShareAndItComesBackByItself() {
        MinuteRate here = rate(one, 100);
        Seats seats = supplies(one).seats(name, 4);
        assertThat(here.take(10)).isTrue();
        assertThat(seats.take()).isTrue();
        try (CapturedLog log = CapturedLog.of(RedisLink.class.getName(), Level.INFO)) {
            redis.stop();
            int made = 0;
            while (here.take(1)) {
                made++;
            }
            assertThat(made).isBetween(20, 60);
            assertThat(seats.take()).isTrue();
            assertThat(seats.take()).isFalse();
            one.beat();
            one.beat();
            assertThat(one.isUp()).isFalse();
            assertThat(log.atLeast(Level.INFO)).hasSize(1).first().asString().contains("does not answer");
            redis.start();
            await().until(() -> {
                one.beat();
                return one.isUp();
            });
            assertThat(log.atLeast(Level.INFO)).hasSize(2).last().asString().contains("answers again");
        }
        // the Redis is new, and is told what was taken without it
        assertThat(here.take(30)).isTrue();
        assertThat(here.take(70)).isFalse();
        seats.giveBack();
        assertThat(seats.take()).isTrue();
    }
}
