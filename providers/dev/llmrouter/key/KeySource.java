package dev.llmrouter.key;

import dev.llmrouter.catalog.Secret;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a pool's keys come from: references, which may lead to other values later. A reference that leads nowhere any
 * more keeps the key that it had. Thread-safe; handles secrets.
 */
final class KeySource {

    /** A vault is asked no more often than this, however many calls are refused. */
    private static final long SELDOM = TimeUnit.SECONDS.toNanos(30);

    /** As many values that were replaced are still taken out of what a provider says, whose calls may go on. */
    private static final int REPLACED = 20;

    private static final Logger LOG = LoggerFactory.getLogger(KeySource.class);

    private final String provider;
    private final List<ApiKey> entries;
    private final KeyHeader header;
    private final LongSupplier clock;
    private final Executor aside;
    private final AtomicLong lookedUp;
    private volatile Keys keys;

    /** One moment's keys, by their place where there is none null, and without gaps. */
    private record Keys(List<Place> places, List<PooledKey> set, List<String> values) {}

    /** A reference, as it was last looked up, and its key; null where it has led nowhere so far. */
    record Place(String name, Secret secret, @Nullable PooledKey key) {}

    KeySource(String provider, List<ApiKey> entries, KeyHeader header, LongSupplier clock, Executor aside) {
        this.provider = provider;
        this.entries = entries;
        this.header = header;
        this.clock = clock;
        this.aside = aside;
        this.lookedUp = new AtomicLong(clock.getAsLong() - SELDOM);
        List<Place> places = new ArrayList<>();
        for (ApiKey entry : entries) {
            places.add(place(places.size(), entry.key(), null));
        }
        this.keys = keys(places, List.of());
        places.stream()
                .filter(place -> place.key() == null && !keys.set().isEmpty())
                .forEach(place -> LOG.warn(
                        "the key {} is left out: {} is not set",
                        place.name(),
                        place.secret().origin()));
    }

    private Place place(int index, Secret secret, @Nullable PooledKey known) {
        String name = provider + "#" + (index + 1);
        if (!secret.isSet()) {
            return new Place(name, secret, known);
        }
        String value = secret.reveal();
        boolean isSame = known != null && known.value().equals(value);
        return new Place(
                name,
                secret,
                isSame ? known : new PooledKey(name, entries.get(index).weight(), value, header));
    }

    private static Keys keys(List<Place> places, List<String> before) {
        List<PooledKey> set =
                places.stream().flatMap(place -> Stream.ofNullable(place.key())).toList();
        Set<String> values = new LinkedHashSet<>();
        for (PooledKey key : set) {
            values.add(key.value());
        }
        before.stream().limit((long) REPLACED + places.size()).forEach(values::add);
        return new Keys(List.copyOf(places), set, List.copyOf(values));
    }

    /** {@return the keys that there are} */
    List<PooledKey> keys() {
        return keys.set();
    }

    List<Place> places() {
        return keys.places();
    }

    List<String> values() {
        return keys.values();
    }

    /** Looks all up again on a thread where that may take its time, if nobody has a moment ago. */
    void lookUpSoon() {
        long last = lookedUp.get();
        long now = clock.getAsLong();
        if (now - last >= SELDOM && lookedUp.compareAndSet(last, now)) {
            aside.execute(() -> lookUp(false));
        }
    }

    /** Looks all up again, and takes the values that have changed; the same values are tried again if that is wanted. */
    synchronized void lookUp(boolean isFresh) {
        List<Place> before = keys.places();
        List<Place> places = new ArrayList<>(before.size());
        for (Place known : before) {
            places.add(place(places.size(), found(known), known.key()));
        }
        keys = keys(places, keys.values());
        for (int i = 0; i < places.size(); i++) {
            PooledKey key = places.get(i).key();
            if (key != null && key != before.get(i).key()) {
                LOG.info("the key {} has a new value", key);
            } else if (key != null && isFresh) {
                key.become(state -> KeyState.FINE);
            }
        }
    }

    private static Secret found(Place known) {
        try {
            return known.secret().lookedUpAgain();
        } catch (RuntimeException e) {
            // not the exception itself: a vault's may hold what it was asked for
            LOG.warn(
                    "the key {} can't be looked up again: {}",
                    known.name(),
                    e.getClass().getSimpleName());
            return known.secret();
        }
    }
}
