package dev.llmrouter.limit;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.BucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Redis that replicas count together in: whether it answers, and how many they are. Says so once when it stops
 * answering, and once when it does again; nothing is asked of it meanwhile but that. Thread-safe.
 */
public final class RedisLink implements AutoCloseable {

    /** How often it is asked how many replicas there are. */
    public static final Duration BEAT = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);

    /** Nobody waits longer for an answer; then limits go on without it. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private static final Duration TO_CONNECT = Duration.ofSeconds(2);

    /** A replica that was not heard of for so long is gone, with what it had in flight. */
    private static final Duration GONE = Duration.ofSeconds(10);

    private final RedisURI uri;
    private final String prefix;
    private final String replicasKey;
    private final RedisClient client;
    private final String replica = UUID.randomUUID().toString();
    private volatile @Nullable Connected connected;
    private volatile boolean isUp;
    private volatile boolean isToldDown;
    private volatile int replicas = 1;
    private volatile int failures;

    private record Connected(StatefulRedisConnection<String, byte[]> connection, ProxyManager<String> buckets) {}

    /**
     * A link that is down until its first {@link #beat()}.
     *
     * @param url such as {@code redis://cache:6379}
     * @param prefix what its keys begin with, in ASCII; routers with different ones know nothing of each other
     * @throws IllegalArgumentException for another
     */
    public RedisLink(String url, String prefix) {
        this.uri = RedisURI.create(url);
        this.prefix = prefix;
        this.replicasKey = key("replicas");
        uri.setTimeout(TO_CONNECT);
        this.client = RedisClient.create(uri);
        client.setOptions(ClientOptions.builder()
                .socketOptions(
                        SocketOptions.builder().connectTimeout(TO_CONNECT).build())
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled(PATIENCE))
                .build());
    }

    /** Says that this replica is there, and sees who else is; connects where there is no connection. Blocks, and never throws. */
    public void beat() {
        try {
            Connected now = connected == null ? connect() : connected;
            connected = now;
            count(now.connection().async());
            if (!isUp && isToldDown) {
                LOG.info("the Redis at {} answers again: limits are counted for all replicas together", where());
            }
            synchronized (this) {
                isUp = true;
                isToldDown = false;
            }
        } catch (Exception e) {
            failed(e);
        }
    }

    private Connected connect() {
        StatefulRedisConnection<String, byte[]> connection =
                client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
        ProxyManager<String> buckets = Bucket4jLettuce.casBasedBuilder(connection)
                .expirationAfterWrite(
                        ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(Duration.ofMinutes(1)))
                .requestTimeout(PATIENCE)
                .build();
        return new Connected(connection, buckets);
    }

    private void count(RedisAsyncCommands<String, byte[]> redis) throws Exception {
        double now = System.currentTimeMillis();
        Future<?> unused = redis.zadd(replicasKey, now, bytes(replica));
        Future<?> unusedToo = redis.zremrangebyscore(replicasKey, Range.create(0d, now - GONE.toMillis()));
        Future<Long> there = redis.zcard(replicasKey);
        replicas = (int) Math.max(1, there.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** It did not answer: until it does again, nobody asks. */
    void failed(Throwable why) {
        synchronized (this) {
            isUp = false;
            if (isToldDown) {
                return;
            }
            isToldDown = true;
            failures++;
        }
        LOG.warn(
                "the Redis at {} does not answer ({}): each replica keeps its own share of the limits",
                where(),
                why.getClass().getSimpleName());
    }

    private String where() {
        return uri.getHost() + ":" + uri.getPort();
    }

    /** {@return whether it answers, as far as is known} */
    public boolean isUp() {
        return isUp;
    }

    /** {@return under what it knows something of that name} */
    String key(String name) {
        return prefix + name;
    }

    /** {@return where those are that were heard of} */
    String replicasKey() {
        return replicasKey;
    }

    /** {@return of how many replicas was heard lately, this among them} */
    int replicas() {
        return replicas;
    }

    /** {@return what this replica is known by} */
    String replica() {
        return replica;
    }

    /**
     * {@return what flows in a minute, for all replicas; null as long as the Redis has never answered} To be kept: calls
     * that come at the same time ask with one question, or else they would be in each other's way.
     */
    @Nullable
    Shared bucket(String name, long most) {
        Connected now = connected;
        if (now == null) {
            return null;
        }
        String key = key(name + ":" + most); // who changes a limit begins anew
        return new Shared(
                now.buckets()
                        .builder()
                        .withOptimization(Optimizations.batching())
                        .build(key, () -> minute(most)),
                now.buckets()
                        .asAsync()
                        .builder()
                        .withOptimization(Optimizations.batching())
                        .build(key, () -> CompletableFuture.completedFuture(minute(most))));
    }

    /** One bucket, for who waits and for who does not. */
    record Shared(BucketProxy waiting, AsyncBucketProxy sending) {}

    /** {@return how often it has stopped answering} */
    int failures() {
        return failures;
    }

    /** {@return what else can be asked of it; null while it does not answer} */
    @Nullable
    RedisAsyncCommands<String, byte[]> commands() {
        Connected now = connected;
        return !isUp || now == null ? null : now.connection().async();
    }

    private static BucketConfiguration minute(long most) {
        return BucketConfiguration.builder()
                .addLimit(limit -> limit.capacity(most).refillGreedy(most, Duration.ofMinutes(1)))
                .build();
    }

    /** The others need not wait until it is not heard of any more. */
    private void leave() {
        Connected now = connected;
        if (!isUp || now == null) {
            return;
        }
        try {
            now.connection().sync().zrem(replicasKey, bytes(replica));
        } catch (RedisException e) {
            LOG.debug("the Redis at {} was not told that this replica ends", where(), e);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        leave();
        isUp = false;
        isToldDown = true;
        client.shutdown(0, 1, TimeUnit.SECONDS);
    }
}
