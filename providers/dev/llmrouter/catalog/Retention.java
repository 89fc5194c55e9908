package dev.llmrouter.catalog;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** For how long a provider keeps the data of a call at most; written {@code none}, {@code 24h} or {@code 30d}. */
public final class Retention {

    /** Nothing is kept once the call has ended. */
    public static final Retention NONE = new Retention(Duration.ZERO);

    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,6})([hd])");

    private final Duration most;

    private Retention(Duration most) {
        this.most = most;
    }

    /**
     * {@return what is written so}
     *
     * @throws IllegalArgumentException where it is written otherwise
     */
    public static Retention parse(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (text.equals("none")) {
            return NONE;
        } else if (!matcher.matches()) {
            throw new IllegalArgumentException("expected none or a time, such as 30d or 24h");
        }
        long amount = Long.parseLong(matcher.group(1));
        return new Retention(matcher.group(2).equals("d") ? Duration.ofDays(amount) : Duration.ofHours(amount));
    }

    /** {@return whether this is no longer than the other} */
    public boolean isWithin(Retention other) {
        return most.compareTo(other.most) <= 0;
    }

    /** {@return the longer one of two} */
    static Retention longer(Retention one, Retention other) {
        return one.isWithin(other) ? other : one;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Retention retention && most.equals(retention.most);
    }

    @Override
    public int hashCode() {
        return most.hashCode();
    }

    @Override
    public String toString() {
        if (most.isZero()) {
            return "none";
        }
        return most.toHoursPart() == 0 ? most.toDays() + "d" : most.toHours() + "h";
    }
}
