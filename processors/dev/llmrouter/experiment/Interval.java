package dev.llmrouter.experiment;

/** Between what something lies; {@code low} may be minus infinity and {@code high} infinity. */
record Interval(double low, double high) {

    /** {@return between what the difference lies of what lies here and what lies there} */
    Interval minus(Interval other) {
        return new Interval(low - other.high, high - other.low);
    }
}
