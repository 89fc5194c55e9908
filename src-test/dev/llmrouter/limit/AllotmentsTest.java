package dev.llmrouter.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.call.Account;
import dev.llmrouter.call.Identity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AllotmentsTest {

    private static final Account ACME = new Account(Account.Kind.TENANT, "acme");
    private static final Account ONE = new Account(Account.Kind.KEY, "one");
    private static final Identity CALLER = new Identity(null, "acme", null, List.of(), "one");

    private final AtomicLong clock = new AtomicLong(1);

    private Allotments allotments(Map<Account, Limit> limits) {
        return new Allotments(account -> Stream.ofNullable(limits.get(account)).toList(), Fixture.own(clock::get));
    }

    private static Limit limit(@Nullable Integer requests, @Nullable Integer tokens, @Nullable Integer concurrent) {
        return Fixture.limit(requests, tokens, concurrent);
    }

    private static Scarcity scarcity(List<Allotment> from, long tokens) {
        return Objects.requireNonNull(Taken.takeAll(from, tokens));
    }

    @Test
    void whoeverHasNoLimitsIsNotThere() {
        assertThat(allotments(Map.of(ACME, limit(null, null, null))).of(CALLER, none -> false))
                .isEmpty();
    }

    @Test
    void aCallTakesFromAllOrFromNone() {
        List<Allotment> from = allotments(Map.of(ACME, limit(1, null, null), ONE, limit(5, 100, 5)))
                .of(CALLER, none -> false);
        assertThat(Taken.takeAll(from, 40)).isNull();
        for (int i = 0; i < 10; i++) {
            assertThat(scarcity(from, 40).sentence()).isEqualTo("The tenant 'acme' may make 1 calls a minute.");
        }
        Allotment key = from.get(0);
        assertThat(Objects.requireNonNull(key.requests()).left()).isEqualTo(4);
        assertThat(Objects.requireNonNull(key.tokens()).left()).isEqualTo(60);
        IntStream.range(0, 4).forEach(i -> assertThat(key.take(0)).isNull());
    }

    @Test
    void whoLacksTokensIsToldWhenToComeBack() {
        List<Allotment> from = allotments(Map.of(ACME, limit(null, 600, null))).of(CALLER, none -> false);
        assertThat(Taken.takeAll(from, 600)).isNull();
        Scarcity scarcity = scarcity(from, 25);
        assertThat(scarcity.sentence()).isEqualTo("The tenant 'acme' may use 600 tokens a minute.");
        assertThat(scarcity.seconds()).isEqualTo(3);
        clock.addAndGet(Duration.ofSeconds(3).toNanos());
        assertThat(Taken.takeAll(from, 25)).isNull();
    }

    @Test
    void ofManyAtOnceExactlyAsManyAreMadeAsMayBe() throws InterruptedException {
        List<Allotment> from = allotments(Map.of(ACME, limit(500, 100_000, null), ONE, limit(700, null, 300)))
                .of(CALLER, none -> false);
        AtomicInteger made = new AtomicInteger();
        AtomicInteger flying = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        together(8, () -> {
            for (int i = 0; i < 200; i++) {
                if (Taken.takeAll(from, 10) == null) {
                    made.incrementAndGet();
                    most.accumulateAndGet(flying.incrementAndGet(), Math::max);
                    flying.decrementAndGet();
                    from.forEach(allotment -> allotment.settle(10, 10));
                }
            }
        });
        assertThat(made).hasValue(500);
        assertThat(most.get()).isBetween(1, 8);
        assertThat(Objects.requireNonNull(from.get(1).tokens()).left()).isEqualTo(95_000);
    }

    @Test
    void seatsAreNeitherLostNorMade() throws InterruptedException {
        List<Allotment> from = allotments(Map.of(ACME, limit(null, null, 3), ONE, limit(null, null, 4)))
                .of(CALLER, none -> false);
        AtomicInteger flying = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        together(8, () -> {
            for (int i = 0; i < 2000; i++) {
                if (Taken.takeAll(from, 0) == null) {
                    most.accumulateAndGet(flying.incrementAndGet(), Math::max);
                    Thread.onSpinWait();
                    flying.decrementAndGet();
                    from.forEach(allotment -> allotment.settle(0, 0));
                }
            }
        });
        assertThat(most.get()).isBetween(1, 3);
        for (int i = 0; i < 3; i++) {
            assertThat(Taken.takeAll(from, 0)).isNull();
        }
        assertThat(scarcity(from, 0).sentence()).isEqualTo("The tenant 'acme' may have 3 calls at one time.");
    }

    private static void together(int threads, Runnable task) throws InterruptedException {
        CountDownLatch begin = new CountDownLatch(1);
        List<Thread> all = IntStream.range(0, threads)
                .mapToObj(i -> new Thread(() -> {
                    awaitQuietly(begin);
                    task.run();
                }))
                .toList();
        all.forEach(Thread::start);
        begin.countDown();
        for (Thread thread : all) {
            thread.join();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void manyUsersAreForgottenButNobodyWhoHasCallsInFlight() {
        Allotments few = new Allotments(account -> List.of(limit(null, null, 1)), Fixture.own(clock::get), 10);
        Identity ann = new Identity(null, "acme", "ann", List.of(), null);
        List<Allotment> held = few.of(ann, none -> false);
        assertThat(held.get(0).take(0)).isNull();
        for (int i = 0; i < 1000; i++) {
            few.of(new Identity(null, "acme", "user" + i, List.of(), null), none -> false);
        }
        few.tidy();
        System.gc();
        assertThat(few.of(ann, none -> false).get(0)).isSameAs(held.get(0));
        assertThat(few.of(ann, none -> false).get(0).take(0)).isNotNull();
    }

    /** Whatever is taken, used and left to pass: nobody makes more calls than a minute has and what flows in. */
    @Property(tries = 200)
    void callsAreBoundedByTime(
            @ForAll @Size(max = 80) List<@IntRange(max = 4000) Integer> pauses,
            @ForAll @IntRange(min = 1, max = 30) int tenant,
            @ForAll @IntRange(min = 1, max = 30) int key) {
        List<Allotment> from = allotments(Map.of(ACME, limit(tenant, null, null), ONE, limit(key, null, null)))
                .of(CALLER, none -> false);
        int least = Math.min(tenant, key);
        long begin = clock.get();
        int made = 0;
        for (int pause : pauses) {
            Scarcity scarcity = Taken.takeAll(from, 0);
            if (scarcity != null) {
                // what is less than a nanosecond is cut off
                clock.addAndGet(scarcity.nanos() + 1);
                assertThat(Taken.takeAll(from, 0)).isNull();
            }
            made++;
            double minutes =
                    (double) (clock.get() - begin) / Duration.ofMinutes(1).toNanos();
            assertThat(made).isLessThanOrEqualTo((int) (least + least * minutes + 1e-6));
            clock.addAndGet(Duration.ofMillis(pause).toNanos());
        }
    }
}
