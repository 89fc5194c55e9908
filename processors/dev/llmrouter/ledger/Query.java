package dev.llmrouter.ledger;

import dev.llmrouter.call.RefusedException;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an operator wants to know of the ledger, as the query of a URL says it.
 *
 * @param by what sums are told apart by, in their order; empty for one sum of all
 * @param from the first day, in UTC; null for any
 * @param to the day after the last; null for any
 * @param only the values that rows have to have
 * @param limit how many rows at most
 */
record Query(
        List<Dimension> by,
        @Nullable LocalDate from,
        @Nullable LocalDate to,
        Map<Dimension, String> only,
        Format format,
        long limit) {

    /** How rows are written. */
    enum Format {
        JSON("application/json"),
        CSV("text/csv; charset=utf-8"),
        JSONL("application/x-ndjson");

        private final String contentType;

        Format(String contentType) {
            this.contentType = contentType;
        }

        String contentType() {
            return contentType;
        }
    }

    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 2200;

    private static final Set<String> OTHERS = Set.of("by", "from", "to", "format", "limit");

    /**
     * {@return what the parameters say}
     *
     * @param formats those that can be had
     * @throws RefusedException naming the parameter that is wrong
     */
    static Query of(Map<String, List<String>> parameters, Set<Format> formats) {
        Map<Dimension, String> only = new EnumMap<>(Dimension.class);
        parameters.forEach((name, values) -> {
            if (!OTHERS.contains(name)) {
                only.put(filter(name), values.get(values.size() - 1));
            }
        });
        return new Query(
                parameters.getOrDefault("by", List.of()).stream()
                        .flatMap(text -> List.of(text.split(",", -1)).stream())
                        .map(word -> Dimension.of(word.strip(), "by"))
                        .distinct()
                        .toList(),
                day(parameters, "from"),
                day(parameters, "to"),
                only,
                format(parameters, formats),
                limit(parameters));
    }

    private static Dimension filter(String name) {
        Dimension dimension = Dimension.of(name, name);
        if (dimension.isTime()) {
            throw refused(name, "days are chosen by from and to");
        }
        return dimension;
    }

    private static @Nullable String last(Map<String, List<String>> parameters, String name) {
        List<String> values = parameters.get(name);
        return values == null || values.isEmpty() ? null : values.get(values.size() - 1);
    }

    private static @Nullable LocalDate day(Map<String, List<String>> parameters, String name) {
        String text = last(parameters, name);
        try {
            LocalDate day = text == null ? null : LocalDate.parse(text);
            if (day == null || (day.getYear() >= FIRST_YEAR && day.getYear() <= LAST_YEAR)) {
                return day;
            }
        } catch (DateTimeParseException e) {
            // said below
        }
        throw refused(name, "'" + text + "' is no day such as 2026-11-01");
    }

    private static Format format(Map<String, List<String>> parameters, Set<Format> formats) {
        String text = last(parameters, "format");
        if (text == null) {
            return Format.JSON;
        }
        return formats.stream()
                .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> refused(
                        "format",
                        "'" + text + "' is none of "
                                + String.join(
                                        ", ",
                                        new TreeSet<>(formats.stream()
                                                .map(format -> format.name().toLowerCase(Locale.ROOT))
                                                .toList()))));
    }

    private static long limit(Map<String, List<String>> parameters) {
        String text = last(parameters, "limit");
        try {
            long limit = text == null ? Long.MAX_VALUE : Long.parseLong(text);
            if (limit > 0) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw refused("limit", "'" + text + "' is no number from 1 on");
    }

    static RefusedException refused(String parameter, String why) {
        return new RefusedException(400, "The parameter " + parameter + " can't be: " + why + ".", "invalid_query");
    }

    /** {@return a condition over {@code spend_daily}, to be filled in by {@link #fillDays}} */
    String overDays() {
        return (from == null ? "" : " AND spent_on >= ?") + (to == null ? "" : " AND spent_on < ?") + others();
    }

    /** {@return a condition over {@code ledger}, to be filled in by {@link #fillAttempts}} */
    String overAttempts() {
        return (from == null ? "" : " AND attempt >= ?") + (to == null ? "" : " AND attempt < ?") + others();
    }

    private String others() {
        StringBuilder sql = new StringBuilder();
        only.forEach((dimension, value) -> {
            String column = dimension.column();
            sql.append(
                    value.isEmpty()
                            ? " AND (" + column + " IS NULL OR " + column + " = '')"
                            : " AND " + column + " = ?");
        });
        return sql.toString();
    }

    int fillDays(PreparedStatement statement, int first) throws SQLException {
        int at = first;
        if (from != null) {
            statement.setDate(at++, Date.valueOf(from));
        }
        if (to != null) {
            statement.setDate(at++, Date.valueOf(to));
        }
        return fillOthers(statement, at);
    }

    int fillAttempts(PreparedStatement statement, int first) throws SQLException {
        int at = first;
        if (from != null) {
            statement.setLong(at++, firstOf(from));
        }
        if (to != null) {
            statement.setLong(at++, firstOf(to));
        }
        return fillOthers(statement, at);
    }

    private static long firstOf(LocalDate day) {
        return Numbers.first(
                Math.max(0, day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli()));
    }

    private int fillOthers(PreparedStatement statement, int first) throws SQLException {
        int at = first;
        for (String value : only.values()) {
            if (!value.isEmpty()) {
                statement.setString(at++, value);
            }
        }
        return at;
    }
}
