package dev.llmrouter.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.llmrouter.catalog.Secret;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import io.vertx.core.MultiMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KeyPoolTest {

    private static final Failure AUTH = Failure.of(FailureClass.AUTH, "no");
    private static final Failure QUOTA = Failure.of(FailureClass.QUOTA, "all spent");
    private static final Failure LIMIT = Failure.of(FailureClass.RATE_LIMIT, "slow down");

    private final AtomicLong now = new AtomicLong(TimeUnit.DAYS.toNanos(100));
    private final Deque<Runnable> aside = new ArrayDeque<>();
    private final Map<String, String> vault = new ConcurrentHashMap<>();

    private Secret secret(String name) {
        String value = vault.getOrDefault(name, "");
        Secret secret = value.isEmpty() ? Secret.unset("vault:" + name) : Secret.of(value);
        return secret.from(() -> secret(name));
    }

    private KeyPool pool(String... names) {
        Stream.of(names).forEach(name -> vault.putIfAbsent(name, "value-" + name));
        List<ApiKey> keys =
                Stream.of(names).map(name -> new ApiKey(secret(name), null)).toList();
        return pool(keys);
    }

    private KeyPool pool(List<ApiKey> keys) {
        return new KeyPool("up", new ApiKeys(keys), KeyHeader.BEARER, now::get, aside::add);
    }

    private void after(long seconds) {
        now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    private static String shown(KeyUse use) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        use.putInto(headers);
        return String.valueOf(headers.get("Authorization")).replace("Bearer value-", "");
    }

    private static KeyUse use(KeyPool pool) {
        return Objects.requireNonNull(pool.use("m"));
    }

    /** A request that goes on until that key is the one. */
    private static KeyUse useOf(KeyPool pool, String key) {
        return Stream.generate(() -> use(pool))
                .limit(1000)
                .filter(use -> shown(use).equals(key))
                .findFirst()
                .orElseThrow();
    }

    private static Failure answered(KeyUse use, int status, Failure failure) {
        use.answered(status);
        return use.judged(failure);
    }

    private static Map<String, Integer> shares(KeyPool pool, int calls) {
        Map<String, Integer> shares = new TreeMap<>();
        for (int i = 0; i < calls; i++) {
            shares.merge(shown(use(pool)), 1, Integer::sum);
        }
        return shares;
    }

    private String states(KeyPool pool) {
        return String.join(" ", pool.tell().stream().map(KeyReport::state).toList());
    }

    @Test
    void everyKeyGetsTheShareThatItsWeightSays() {
        Stream.of("a", "b", "c").forEach(name -> vault.put(name, "value-" + name));
        KeyPool pool =
                pool(List.of(new ApiKey(secret("a"), 1), new ApiKey(secret("b"), 3), new ApiKey(secret("c"), null)));
        Map<String, Integer> shares = shares(pool, 20_000);
        assertThat(shares.get("a")).isCloseTo(4000, within(400));
        assertThat(shares.get("b")).isCloseTo(12_000, within(400));
        assertThat(shares.get("c")).isCloseTo(4000, within(400));
    }

    @Test
    void aKeyThatIsNotSetIsLeftOut() {
        vault.put("b", "");
        KeyPool pool = pool("a", "b", "c");
        assertThat(pool.size()).isEqualTo(2);
        assertThat(shares(pool, 100)).containsOnlyKeys("a", "c");
        assertThat(states(pool)).isEqualTo("alive unset alive");
        assertThat(pool.tell().get(1).because()).isEqualTo("vault:b is not set");
        assertThat(pool.tell()).extracting(KeyReport::key).containsExactly("up#1", "up#2", "up#3");
    }

    @Test
    void whereNoKeyIsWantedNoneIsSent() {
        KeyUse use = use(KeyPool.NONE);
        assertThat(shown(use)).isEqualTo("null");
        assertThat(answered(use, 401, AUTH)).isEqualTo(AUTH);
        assertThat(KeyPool.NONE.refusal("m")).isNull();
    }

    @Test
    void aKeyThatIsRefusedIsNotUsedAgainAndTheNextIsAskedFor() {
        KeyPool pool = pool("a", "b");
        assertThat(answered(useOf(pool, "a"), 401, AUTH).kind()).isEqualTo(FailureClass.KEY_REFUSED);
        assertThat(shares(pool, 100)).containsOnlyKeys("b");
        assertThat(states(pool)).isEqualTo("retired alive");
        assertThat(pool.tell().get(0).because()).isEqualTo("upstream_auth");
        assertThat(pool.refusal("m")).isNull();
    }

    @Test
    void whereTheLastIsRefusedNobodyIsAskedAnyMore() {
        KeyPool pool = pool("a", "b");
        answered(useOf(pool, "a"), 401, AUTH);
        assertThat(answered(use(pool), 402, AUTH)).isEqualTo(AUTH);
        assertThat(pool.use("m")).isNull();
        Failure refusal = Objects.requireNonNull(pool.refusal("m"));
        assertThat(refusal.kind()).isEqualTo(FailureClass.AUTH);
        assertThat(refusal.status()).isEqualTo(502);
    }

    @Test
    void aSingleKeyIsRetiredJustTheSame() {
        KeyPool pool = pool("a");
        assertThat(answered(use(pool), 401, AUTH)).isEqualTo(AUTH);
        assertThat(pool.use("m")).isNull();
        assertThat(pool.refusal("m")).isNotNull();
    }

    @Test
    void anAccountThatIsUsedUpIsSaidToBe() {
        KeyPool pool = pool("a", "b");
        assertThat(answered(useOf(pool, "a"), 429, QUOTA).kind()).isEqualTo(FailureClass.KEY_REFUSED);
        assertThat(answered(use(pool), 429, QUOTA)).isEqualTo(QUOTA);
        assertThat(Objects.requireNonNull(pool.refusal("other")).kind()).isEqualTo(FailureClass.QUOTA);
    }

    @Test
    void aModelThatIsForbiddenAKeyIsNoReasonNotToUseItForOthers() {
        KeyPool pool = pool("a", "b");
        answered(useOf(pool, "a"), 403, AUTH);
        answered(use(pool), 403, AUTH);
        assertThat(pool.use("m")).isNull();
        assertThat(pool.use("other")).isNotNull();
        assertThat(states(pool)).isEqualTo("alive alive");
        assertThat(pool.tell().get(0).models()).containsEntry("m", "retired: upstream_auth");
    }

    @Test
    void aMinuteLaterOneCallTriesOneOfTheRetiredKeysAgain() {
        KeyPool pool = pool("a", "b");
        answered(useOf(pool, "a"), 401, AUTH);
        after(5);
        answered(useOf(pool, "b"), 401, AUTH);
        after(59);
        assertThat(pool.refusal("m")).isNotNull();
        after(1);
        assertThat(pool.refusal("m")).isNull();
        KeyUse trial = use(pool);
        assertThat(shown(trial)).as("the one that was tried longest ago").isEqualTo("a");
        assertThat(pool.use("m")).as("for one call only").isNull();
        assertThat(answered(trial, 401, AUTH)).isEqualTo(AUTH);
        after(59);
        assertThat(pool.use("m")).isNull();
        after(1);
        KeyUse next = use(pool);
        assertThat(shown(next)).isEqualTo("b");
        next.answered(200);
        assertThat(shares(pool, 100)).containsOnlyKeys("b");
        assertThat(states(pool)).isEqualTo("retired alive");
    }

    @Test
    void whereOthersWorkARetiredKeyIsSeldomTriedAgain() {
        KeyPool pool = pool("a", "b");
        answered(useOf(pool, "a"), 401, AUTH);
        after(14 * 60);
        assertThat(shares(pool, 100)).containsOnlyKeys("b");
        after(60);
        KeyUse trial = use(pool);
        assertThat(shown(trial)).isEqualTo("a");
        assertThat(shares(pool, 100)).containsOnlyKeys("b");
        assertThat(answered(trial, 401, AUTH).kind()).isEqualTo(FailureClass.KEY_REFUSED);
        assertThat(states(pool)).isEqualTo("retired alive");
        after(15 * 60);
        use(pool).answered(200);
        assertThat(states(pool)).isEqualTo("alive alive");
    }

    @Test
    void aCallThatBeganBeforeAKeyWasRetiredDoesNotBringItBack() {
        KeyPool pool = pool("a", "b");
        KeyUse slow = useOf(pool, "a");
        answered(useOf(pool, "a"), 401, AUTH);
        slow.answered(200);
        assertThat(shares(pool, 100)).containsOnlyKeys("b");
    }

    @Test
    void aKeyThatIsLimitedRestsForAsLongAsTheProviderSays() {
        KeyPool pool = pool("a", "b");
        assertThat(answered(useOf(pool, "a"), 429, LIMIT.retryingAfter(7)).kind())
                .isEqualTo(FailureClass.KEY_LIMITED);
        assertThat(states(pool)).isEqualTo("alive alive");
        assertThat(pool.tell().get(0).models()).containsOnlyKeys("m");
        after(6);
        assertThat(shares(pool, 100)).containsOnlyKeys("b");
        after(1);
        assertThat(shares(pool, 100)).containsOnlyKeys("a", "b");
    }

    @Test
    void oneThatIsNotSaidForHowLongRestsForASecond() {
        KeyPool pool = pool("a", "b");
        answered(useOf(pool, "a"), 429, LIMIT);
        assertThat(shares(pool, 100)).containsOnlyKeys("b");
        after(1);
        assertThat(shares(pool, 100)).containsOnlyKeys("a", "b");
    }

    @Test
    void theLongerOfTwoRestsCounts() {
        KeyPool pool = pool("a", "b");
        KeyUse first = useOf(pool, "a");
        KeyUse second = useOf(pool, "a");
        answered(first, 429, LIMIT.retryingAfter(30));
        answered(second, 429, LIMIT.retryingAfter(2));
        after(29);
        assertThat(shares(pool, 100)).containsOnlyKeys("b");
    }

    @Test
    void whereAllRestTheCallerIsToldWhenTheFirstIsBack() {
        KeyPool pool = pool("a", "b");
        answered(useOf(pool, "a"), 429, LIMIT.retryingAfter(30));
        Failure last = answered(use(pool), 429, LIMIT.retryingAfter(50));
        assertThat(last.kind()).isEqualTo(FailureClass.RATE_LIMIT);
        assertThat(last.retryAfterSeconds()).isEqualTo(30);
        assertThat(pool.use("m")).isNull();
        assertThat(Objects.requireNonNull(pool.refusal("m")).retryAfterSeconds())
                .isEqualTo(30);
        assertThat(pool.use("other")).as("another model has limits of its own").isNotNull();
    }

    @Test
    void whereOneIsRetiredAndTheOtherRestsItIsWorthToComeBack() {
        KeyPool pool = pool("a", "b");
        answered(useOf(pool, "b"), 429, LIMIT.retryingAfter(30));
        Failure last = answered(use(pool), 401, AUTH);
        assertThat(last.kind()).isEqualTo(FailureClass.RATE_LIMIT);
        assertThat(last.retryAfterSeconds()).isEqualTo(30);
    }

    @Test
    void aSingleKeyNeverRestsSinceItsTargetDoes() {
        KeyPool pool = pool("a");
        assertThat(answered(use(pool), 429, LIMIT.retryingAfter(30))).isEqualTo(LIMIT.retryingAfter(30));
        assertThat(pool.use("m")).isNotNull();
    }

    @Test
    void whatSaysNothingOfTheKeyChangesNothing() {
        KeyPool pool = pool("a", "b");
        for (FailureClass kind : FailureClass.values()) {
            if (kind != FailureClass.AUTH && kind != FailureClass.QUOTA && kind != FailureClass.RATE_LIMIT) {
                Failure failure = Failure.of(kind, "x");
                assertThat(answered(use(pool), 500, failure)).isSameAs(failure);
            }
        }
        assertThat(shares(pool, 100)).containsOnlyKeys("a", "b");
    }

    @Test
    void aValueThatHasChangedIsALivingKey() {
        KeyPool pool = pool("a", "b");
        answered(useOf(pool, "a"), 401, AUTH);
        answered(use(pool), 401, AUTH);
        vault.put("a", "value-new");
        pool.reload();
        assertThat(shares(pool, 100)).containsOnlyKeys("b", "new");
        assertThat(states(pool)).isEqualTo("alive alive");
    }

    @Test
    void referencesAreLookedUpAgainByThemselvesOnceAKeyIsRetiredAndNotForEveryCall() {
        KeyPool pool = pool("a");
        answered(use(pool), 401, AUTH);
        assertThat(aside).hasSize(1);
        for (int i = 0; i < 100; i++) {
            pool.refusal("m");
        }
        assertThat(aside).hasSize(1);
        aside.remove().run();
        assertThat(pool.use("m")).as("the same value is still refused").isNull();
        after(30);
        vault.put("a", "value-new");
        assertThat(pool.refusal("m")).isNotNull();
        aside.remove().run();
        assertThat(shares(pool, 10)).containsOnlyKeys("new");
    }

    @Test
    void aCallOfTheOldValueSaysNothingOfTheNewOne() {
        KeyPool pool = pool("a");
        KeyUse before = use(pool);
        vault.put("a", "value-new");
        pool.reload();
        assertThat(answered(before, 401, AUTH).kind()).isEqualTo(FailureClass.KEY_REFUSED);
        assertThat(shares(pool, 10)).containsOnlyKeys("new");
        assertThat(pool.values()).containsExactly("value-new", "value-a");
    }

    @Test
    void aVaultThatIsDownTakesNoKeyAway() {
        vault.put("b", "value-b");
        KeyPool pool = pool(List.of(
                new ApiKey(
                        Secret.of("value-a").from(() -> {
                            throw new IllegalStateException("value-a is not in the vault");
                        }),
                        null),
                new ApiKey(secret("b"), null)));
        vault.put("b", "");
        pool.reload();
        assertThat(shares(pool, 100)).containsOnlyKeys("a", "b");
    }

    @Test
    void aKeyThatIsSetLaterIsUsedFromThenOn() {
        vault.put("b", "");
        KeyPool pool = pool("a", "b");
        vault.put("b", "value-b");
        pool.reload();
        assertThat(shares(pool, 100)).containsOnlyKeys("a", "b");
    }

    @Test
    void valuesThatWereReplacedAreForgottenAtSomeTime() {
        KeyPool pool = pool("a");
        for (int i = 0; i < 1000; i++) {
            vault.put("a", "value-" + i);
            pool.reload();
        }
        assertThat(pool.values()).hasSizeLessThan(50).startsWith("value-999", "value-998");
    }

    @Test
    void noValueIsShown() {
        KeyPool pool = pool("a", "b");
        answered(useOf(pool, "a"), 401, AUTH);
        assertThat(pool + " " + use(pool) + " " + pool.tell() + " " + pool.refusal("m"))
                .doesNotContain("value");
    }

    @Test
    void whileKeysComeAndGoEveryCallGetsOneThatIsAlive() throws Exception {
        String[] names = {"a", "b", "c", "d"};
        KeyPool pool = pool(names);
        int threads = 8;
        ExecutorService callers = Executors.newFixedThreadPool(threads);
        CountDownLatch go = new CountDownLatch(1);
        Map<String, LongAdder> refused = new HashMap<>();
        Stream.of(names).forEach(name -> refused.put(name, new LongAdder()));
        List<Future<Integer>> ended = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            ended.add(callers.submit(() -> {
                go.await();
                int without = 0;
                for (int i = 0; i < 20_000; i++) {
                    KeyUse use = pool.use("m");
                    if (use == null) {
                        without++;
                        continue;
                    }
                    String key = shown(use);
                    // a and b are dead, c is limited now and then, d is always good
                    if (key.equals("a") || key.equals("b")) {
                        Objects.requireNonNull(refused.get(key)).increment();
                        assertThat(answered(use, 401, AUTH).kind()).isEqualTo(FailureClass.KEY_REFUSED);
                    } else if (key.equals("c") && i % 7 == 0) {
                        assertThat(answered(use, 429, LIMIT).kind()).isEqualTo(FailureClass.KEY_LIMITED);
                    } else {
                        use.answered(200);
                    }
                    if (i % 100 == 0) {
                        after(1);
                    }
                }
                return without;
            }));
        }
        go.countDown();
        for (Future<Integer> each : ended) {
            assertThat(each.get()).as("calls without a key").isZero();
        }
        callers.shutdown();
        // at the beginning each thread may have had one under way; then one trial in 15 of the 1600 s
        int most = threads + 1600 / (15 * 60) + 1;
        assertThat(Objects.requireNonNull(refused.get("a")).sum()).isBetween(1L, (long) most);
        assertThat(Objects.requireNonNull(refused.get("b")).sum()).isBetween(1L, (long) most);
    }
}
