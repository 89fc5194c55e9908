package dev.llmrouter.config;

import org.jspecify.annotations.Nullable;

/** The keys that lead to a value. Not a text, because a name such as {@code gpt-4.1} may hold a dot. */
record KeyPath(@Nullable KeyPath parent, String step) {

    static final KeyPath ROOT = new KeyPath(null, "");

    KeyPath key(String key) {
        return new KeyPath(this, key);
    }

    KeyPath item(int index) {
        return new KeyPath(this, "[" + index + "]");
    }

    boolean isWithin(KeyPath other) {
        return equals(other) || (parent != null && parent.isWithin(other));
    }

    @Override
    public String toString() {
        String before = parent == null ? "" : parent.toString();
        return before.isEmpty() || step.startsWith("[") ? before + step : before + "." + step;
    }
}
