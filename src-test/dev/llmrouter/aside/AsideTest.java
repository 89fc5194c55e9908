package dev.llmrouter.aside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AsideTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private Aside aside;

    @BeforeEach
    void start() {
        camel.start();
        aside = Aside.of(camel, "test", 1);
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @Test
    void hasTheAnswer() {
        assertThat(aside.ask(() -> "yes", LONG)).isEqualTo(Asked.of("yes"));
    }

    @Test
    void whatTakesTooLongIsInterrupted() {
        AtomicBoolean isInterrupted = new AtomicBoolean();
        Asked<String> asked = aside.ask(() -> until(isInterrupted), Duration.ofMillis(20));
        assertThat(asked).isEqualTo(Asked.none("it took too long"));
        await().untilTrue(isInterrupted);
    }

    private static String until(AtomicBoolean isInterrupted) throws InterruptedException {
        try {
            new CountDownLatch(1).await();
            return "never";
        } catch (InterruptedException e) {
            isInterrupted.set(true);
            throw e;
        }
    }

    @Test
    void noFailureIsThrown() {
        assertThat(aside.ask(() -> fail(new IllegalStateException()), LONG)).isEqualTo(Asked.none("it failed"));
        assertThat(aside.ask(() -> fail(new NoClassDefFoundError()), LONG)).isEqualTo(Asked.none("it failed"));
    }

    private static String fail(Throwable thrown) throws Exception {
        if (thrown instanceof Error error) {
            throw error;
        }
        throw (Exception) thrown;
    }

    @Test
    void whatFailsAgainAndAgainIsLeftAlone() {
        for (int i = 0; i < 10; i++) {
            aside.ask(() -> fail(new IllegalStateException()), LONG);
        }
        AtomicInteger asked = new AtomicInteger();
        assertThat(aside.ask(asked::incrementAndGet, LONG)).isEqualTo(Asked.none("it failed too often lately"));
        assertThat(asked).hasValue(0);
    }

    @Test
    void whatTheCallerDidWrongIsNoReasonToLeaveItAlone() {
        for (int i = 0; i < 20; i++) {
            aside.ask(
                    () -> fail(Failure.of(FailureClass.BAD_REQUEST, "nothing to read")
                            .asException()),
                    LONG);
        }
        assertThat(aside.ask(() -> "yes", LONG)).isEqualTo(Asked.of("yes"));
    }

    @Test
    void tooManyQuestionsAtOnceAreNotWaitedFor() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        List<CompletableFuture<Asked<String>>> asked = new ArrayList<>();
        // one is worked on, and 64 wait for their turn
        for (int i = 0; i < 65; i++) {
            asked.add(askUntil(end));
        }
        assertThat(aside.ask(() -> "now", LONG)).isEqualTo(Asked.none("too many calls ask it at once"));
        end.countDown();
        for (CompletableFuture<Asked<String>> late : asked) {
            assertThat(late.get()).isEqualTo(Asked.of("late"));
        }
    }

    /** Asks on a thread of its own, and comes back once that waits for the answer. */
    private CompletableFuture<Asked<String>> askUntil(CountDownLatch end) {
        CompletableFuture<Asked<String>> asked = new CompletableFuture<>();
        Thread caller = new Thread(() -> asked.complete(aside.ask(
                () -> {
                    end.await();
                    return "late";
                },
                LONG)));
        caller.setDaemon(true);
        caller.start();
        await().pollInterval(Duration.ofMillis(1)).until(() -> caller.getState() == Thread.State.TIMED_WAITING);
        return asked;
    }

    @Test
    void aCallerWhoLeavesWaitsNoLongerAndNorDoesItsQuestion() throws Exception {
        CompletableFuture<Asked<String>> asked = new CompletableFuture<>();
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean isInterrupted = new AtomicBoolean();
        Thread caller = new Thread(() -> asked.complete(aside.ask(
                () -> {
                    begun.countDown();
                    return until(isInterrupted);
                },
                LONG)));
        caller.start();
        begun.await();
        caller.interrupt();
        assertThat(asked.get()).isEqualTo(Asked.none("the caller left"));
        await().untilTrue(isInterrupted);
    }
}
