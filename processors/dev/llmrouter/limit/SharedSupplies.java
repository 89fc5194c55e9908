package dev.llmrouter.limit;

import dev.llmrouter.call.MinuteRate;

/** Limits that hold for all replicas with the same Redis together. Thread-safe. */
public final class SharedSupplies implements Supplies {

    private final RedisLink link;
    private final Supplies own;

    /** {@code own} is what a replica counts with while the Redis does not answer. */
    public SharedSupplies(RedisLink link, Supplies own) {
        this.link = link;
        this.own = own;
    }

    @Override
    public MinuteRate rate(String name, long most) {
        return new SharedRate(name, most, link, share -> own.rate(name, share));
    }

    @Override
    public Seats seats(String name, int most) {
        return new SharedSeats(name, most, link);
    }
}
