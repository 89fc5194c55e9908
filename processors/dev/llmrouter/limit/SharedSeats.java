package dev.llmrouter.limit;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * So many calls at one time for all replicas together: the Redis knows how many each of them has, and forgets one that
 * was not heard of. Each tells its whole number and not a change of it, so a Redis that lost everything soon knows again.
 * While it does not answer, each replica has its share. {@link #take} may wait for the Redis. Thread-safe.
 */
final class SharedSeats implements Seats {

    private static final String TAKE =
            """
            local sum = tonumber(ARGV[2])
            local all = redis.call('HGETALL', KEYS[1])
            for i = 1, #all, 2 do
              if all[i] ~= ARGV[1] then
                if redis.call('ZSCORE', KEYS[2], all[i]) then
                  sum = sum + tonumber(all[i + 1])
                else
                  redis.call('HDEL', KEYS[1], all[i])
                end
              end
            end
            if sum > tonumber(ARGV[3]) then
              return 0
            end
            redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
            return 1
            """;

    private static final long PATIENCE_MILLIS = 500;

    private final String key;
    private final int most;
    private final RedisLink link;
    private int inFlight;

    SharedSeats(String name, int most, RedisLink link) {
        this.key = link.key(name);
        this.most = most;
        this.link = link;
    }

    @Override
    public boolean take() {
        RedisFuture<Long> asked = ask();
        if (asked == null) {
            return takeOwn();
        }
        try {
            boolean isTaken = asked.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS) == 1;
            if (!isTaken) {
                giveBack();
            }
            return isTaken;
        } catch (ExecutionException | TimeoutException e) {
            link.failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        uncount();
        return takeOwn();
    }

    /** Counted and sent at once, so that the numbers arrive in the order in which they were true. Sending does not wait. */
    private synchronized @Nullable RedisFuture<Long> ask() {
        RedisAsyncCommands<String, byte[]> redis = link.commands();
        if (redis == null) {
            return null;
        }
        inFlight++;
        return redis.eval(
                TAKE,
                ScriptOutputType.INTEGER,
                new String[] {key, link.replicasKey()},
                RedisLink.bytes(link.replica()),
                RedisLink.bytes(Integer.toString(inFlight)),
                RedisLink.bytes(Integer.toString(most)));
    }

    private synchronized boolean takeOwn() {
        boolean isFree = inFlight < Math.max(1, most / link.replicas());
        inFlight += isFree ? 1 : 0;
        return isFree;
    }

    private synchronized void uncount() {
        inFlight--;
    }

    @Override
    public synchronized void giveBack() {
        inFlight--;
        RedisAsyncCommands<String, byte[]> redis = link.commands();
        if (redis != null) {
            var unused = redis.hset(key, link.replica(), RedisLink.bytes(Integer.toString(inFlight)));
        }
    }

    @Override
    public int most() {
        return most;
    }
}
