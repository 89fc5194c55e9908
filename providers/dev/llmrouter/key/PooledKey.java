package dev.llmrouter.key;

import dev.llmrouter.key.KeyState.Ban;
import io.vertx.core.http.HttpHeaders;
import java.util.function.UnaryOperator;

/** One value of a key and what it is good for. Thread-safe; never shown. */
final class PooledKey {

    private final String name;
    private final int weight;
    private final String value;
    private final CharSequence header;
    private volatile KeyState state = KeyState.FINE;

    /** A key that nothing is known against; {@code name} may be shown. */
    PooledKey(String name, int weight, String value, KeyHeader shownAs) {
        this.name = name;
        this.weight = weight;
        this.value = value;
        this.header = HttpHeaders.createOptimized(shownAs.scheme() + value);
    }

    String name() {
        return name;
    }

    int weight() {
        return weight;
    }

    String value() {
        return value;
    }

    /** {@return what the header with the key holds} */
    CharSequence header() {
        return header;
    }

    KeyState state() {
        return state;
    }

    /** {@return what it was before} Seldom: only where an answer says something of the key. */
    synchronized KeyState become(UnaryOperator<KeyState> change) {
        KeyState before = state;
        state = change.apply(before);
        return before;
    }

    /** Takes the one trial of a banned key; {@return whether nobody else has} */
    synchronized boolean claimTrial(String model, Ban seen, long now) {
        Ban ban = state.ban(model);
        if (ban == null || !ban.equals(seen)) {
            return false;
        }
        state = state.banned(state.ban() == null ? model : null, new Ban(ban.why(), now));
        return true;
    }

    @Override
    public String toString() {
        return name;
    }
}
