package dev.llmrouter.catalog;

import java.util.Objects;

/** A value that is used and never shown: {@code toString} is always {@code ***}. Immutable. */
public final class Secret {

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /** {@return a secret around the value, which is not blank} */
    public static Secret of(String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("a secret is not blank");
        }
        return new Secret(value.strip());
    }

    /** {@return the value itself, for the one place that sends it} */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.value.equals(value);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(value);
    }

    @Override
    public String toString() {
        return "***";
    }
}
