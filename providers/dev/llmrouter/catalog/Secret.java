package dev.llmrouter.catalog;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is used and never shown: {@code toString} is always {@code ***}. It may be unset, which is when the place
 * it was to come from has nothing. Immutable.
 */
public final class Secret {

    private final @Nullable String value;
    private final String origin;
    private final @Nullable Supplier<Secret> reference;

    private Secret(@Nullable String value, String origin, @Nullable Supplier<Secret> reference) {
        this.value = value;
        this.origin = origin;
        this.reference = reference;
    }

    /** {@return a secret around the value, which is not blank} */
    public static Secret of(String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("a secret is not blank");
        }
        return new Secret(value.strip(), "", null);
    }

    /** {@return a secret that is not there; {@code origin} says where it was looked for, and may be shown} */
    public static Secret unset(String origin) {
        return new Secret(null, origin, null);
    }

    /** {@return the same, which {@code source} looks up again; that may take its time, or fail} */
    public Secret from(Supplier<Secret> source) {
        return new Secret(value, origin, source);
    }

    /** {@return what the place that it came from has now; this one, where that is not known} */
    public Secret lookedUpAgain() {
        return reference == null ? this : reference.get();
    }

    /** {@return whether it is there} */
    public boolean isSet() {
        return value != null;
    }

    /** {@return where an unset secret was looked for; empty for one that is there} */
    public String origin() {
        return origin;
    }

    /**
     * {@return the value itself, for the one place that sends it}
     *
     * @throws IllegalStateException where it is unset
     */
    public String reveal() {
        if (value == null) {
            throw new IllegalStateException("the secret from " + origin + " is not set");
        }
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret secret && Objects.equals(secret.value, value) && secret.origin.equals(origin);
    }

    @Override
    public int hashCode() {
        return Objects.hash(value, origin);
    }

    @Override
    public String toString() {
        return "***";
    }
}
