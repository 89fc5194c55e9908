package dev.llmrouter.call;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Hours of a day, and on which days: {@code 22:00-06:00 Europe/Berlin} or {@code Mon-Fri 08:00-18:00}. The first minute
 * belongs to it, the last does not; one that ends before it begins goes past midnight and belongs to the day it begins
 * on, and one whose ends are the same is the whole day.
 *
 * @param days on which it begins
 * @param zone null for that of the clock
 */
public record TimeWindow(Set<DayOfWeek> days, LocalTime from, LocalTime to, @Nullable ZoneId zone) {

    private static final Pattern FORM = Pattern.compile("(?:([A-Za-z]{3})(?:-([A-Za-z]{3}))? +)?"
            + "([0-9]{2}:[0-9]{2}) ?- ?([0-9]{2}:[0-9]{2})(?: +([A-Za-z0-9/_+:-]+))?");

    /** Keeps its own set. */
    public TimeWindow {
        days = Set.copyOf(days);
    }

    /**
     * {@return the window of a text}
     *
     * @throws IllegalArgumentException where it is none, with what is expected
     */
    public static TimeWindow parse(String text) {
        Matcher parts = FORM.matcher(text.strip());
        if (!parts.matches()) {
            throw unreadable();
        }
        try {
            String zone = parts.group(5);
            return new TimeWindow(
                    days(parts.group(1), parts.group(2)),
                    LocalTime.parse(parts.group(3)),
                    LocalTime.parse(parts.group(4)),
                    zone == null ? null : ZoneId.of(zone));
        } catch (DateTimeException e) {
            throw unreadable();
        }
    }

    private static IllegalArgumentException unreadable() {
        return new IllegalArgumentException(
                "expected hours, such as 22:00-06:00 Europe/Berlin or Mon-Fri 08:00-18:00 Europe/Berlin");
    }

    private static Set<DayOfWeek> days(@Nullable String first, @Nullable String last) {
        if (first == null) {
            return EnumSet.allOf(DayOfWeek.class);
        }
        Set<DayOfWeek> days = EnumSet.of(day(first));
        if (last != null) {
            for (DayOfWeek day = day(first); day != day(last); day = day.plus(1)) {
                days.add(day.plus(1));
            }
        }
        return days;
    }

    private static DayOfWeek day(String name) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.getDisplayName(TextStyle.SHORT, Locale.ENGLISH).equalsIgnoreCase(name)) {
                return day;
            }
        }
        throw unreadable();
    }

    /** {@return whether that is a time of it; {@code otherwise} is the zone where it names none} */
    public boolean contains(Instant instant, ZoneId otherwise) {
        ZonedDateTime at = instant.atZone(zone == null ? otherwise : zone);
        LocalTime time = at.toLocalTime();
        DayOfWeek day = at.getDayOfWeek();
        if (from.isBefore(to)) {
            return days.contains(day) && !time.isBefore(from) && time.isBefore(to);
        }
        return (days.contains(day) && !time.isBefore(from)) || (days.contains(day.minus(1)) && time.isBefore(to));
    }
}
