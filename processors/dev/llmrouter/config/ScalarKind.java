package dev.llmrouter.config;

import dev.llmrouter.catalog.Retention;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * How one Java type is written in YAML. Strict on purpose: what the JSON schema marks as wrong is refused here too.
 *
 * @param expected completes "expected ..."
 * @param tags what YAML may take an unquoted scalar for
 * @param parse throws {@link IllegalArgumentException} for what does not fit
 */
record ScalarKind(String expected, Set<Tag> tags, Function<String, Object> parse) {

    private static final Map<Class<?>, ScalarKind> KINDS = Map.of(
            LocalDate.class,
                    new ScalarKind(
                            "a day, such as 2027-01-31",
                            Set.of(Tag.STR),
                            text -> day(matching("[0-9]{4}-[0-9]{2}-[0-9]{2}", text))),
            String.class,
                    new ScalarKind("text; put it in quotes if it looks like a number", Set.of(Tag.STR), text -> text),
            Integer.class,
                    new ScalarKind(
                            "a whole number of at most 9 digits, such as 3",
                            Set.of(Tag.INT),
                            text -> Integer.valueOf(matching("[-+]?[0-9]{1,9}", text))),
            Long.class,
                    new ScalarKind(
                            "a whole number of at most 18 digits, such as 3",
                            Set.of(Tag.INT),
                            text -> Long.valueOf(matching("[-+]?[0-9]{1,18}", text))),
            Double.class, new ScalarKind("a number, such as 0.5", Set.of(Tag.INT, Tag.FLOAT), ScalarKind::number),
            Boolean.class,
                    new ScalarKind(
                            "true or false",
                            Set.of(Tag.BOOL),
                            text -> Boolean.valueOf(matching("(?i)true|false", text))),
            Duration.class,
                    new ScalarKind(
                            "a duration, such as 2s, 500ms, 5m, 1h or 30d", Set.of(Tag.STR), ScalarKind::duration),
            Retention.class, new ScalarKind("none or a time, such as 30d or 24h", Set.of(Tag.STR), Retention::parse),
            URI.class,
                    new ScalarKind(
                            "an http or https address without user and password, such as https://example.com/v1",
                            Set.of(Tag.STR),
                            ScalarKind::address));

    static ScalarKind of(Class<?> type) {
        if (type.isEnum()) {
            return ofEnum(type.asSubclass(Enum.class));
        }
        ScalarKind kind = KINDS.get(type);
        if (kind == null) {
            throw new IllegalStateException("no way to write a " + type.getName() + " in YAML");
        }
        return kind;
    }

    /** {@return how a constant is written: {@code LEAST_BUSY} is {@code leastBusy}} */
    static String spelling(Enum<?> constant) {
        String[] words = constant.name().toLowerCase(Locale.ROOT).split("_", -1);
        StringBuilder spelling = new StringBuilder(words[0]);
        for (int i = 1; i < words.length; i++) {
            spelling.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
        }
        return spelling.toString();
    }

    private static ScalarKind ofEnum(@SuppressWarnings("rawtypes") Class<? extends Enum> type) {
        Map<String, Object> constants = new LinkedHashMap<>();
        for (Enum<?> constant : type.getEnumConstants()) {
            constants.put(spelling(constant), constant);
        }
        return new ScalarKind("one of " + String.join(", ", constants.keySet()), Set.of(Tag.STR), text -> {
            Object constant = constants.get(text);
            if (constant == null) {
                throw new IllegalArgumentException();
            }
            return constant;
        });
    }

    private static Object number(String text) {
        return Double.valueOf(matching("[-+]?[0-9]{0,300}(\\.[0-9]{1,300})?([eE][-+]?[0-9]{1,2})?", text));
    }

    private static Object day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Object duration(String text) {
        String unit = matching("[0-9]{1,9}(ms|s|m|h|d)", text).replaceAll("[0-9]", "");
        long amount = Long.parseLong(text.substring(0, text.length() - unit.length()));
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private static Object address(String text) {
        URI uri = URI.create(text);
        boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!web || uri.getHost() == null || uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException();
        }
        return uri;
    }

    private static String matching(String pattern, String text) {
        if (!text.matches(pattern)) {
            throw new IllegalArgumentException();
        }
        return text;
    }
}
