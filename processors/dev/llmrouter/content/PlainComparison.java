package dev.llmrouter.content;

import dev.llmrouter.call.Facts;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A number of a call compared with another, as in {@code ${variable.call.tokens} > 8000}, or a text looked for in the
 * prompt, which is what most rules are. Both mean what they mean to Simple, which writes a sentence about every comparison
 * that does not hold: 150 bytes about a number, and the whole prompt once more about a text.
 */
final class PlainComparison {

    private static final Pattern COMPARISON =
            Pattern.compile("\\$\\{variable\\.call\\.(?:facts\\.)?(\\w+)(?:\\(\\))?} +(==|!=|>=|<=|>|<) +(-?\\d{1,9})");

    private static final Pattern CONTAINS = Pattern.compile("\\$\\{body} +contains +'([^'$\\\\]+)'");

    private static final Map<String, ToIntFunction<Facts>> NUMBERS = Map.of(
            "length", Facts::length,
            "tokens", Facts::tokens,
            "messages", Facts::messages,
            "turns", Facts::turns,
            "hour", Facts::hour);

    private PlainComparison() {}

    /** {@return the comparison that a Simple predicate is; null where it is anything else} */
    static @Nullable Condition of(String simple) {
        Matcher contains = CONTAINS.matcher(simple.strip());
        if (contains.matches()) {
            String text = contains.group(1);
            return scratch -> scratch.call().prompt().contains(text);
        }
        Matcher comparison = COMPARISON.matcher(simple.strip());
        ToIntFunction<Facts> number = comparison.matches() ? NUMBERS.get(comparison.group(1)) : null;
        if (number == null) {
            return null;
        }
        IntPredicate holds = holds(comparison.group(2), Integer.parseInt(comparison.group(3)));
        return scratch -> holds.test(number.applyAsInt(scratch.call().facts()));
    }

    private static IntPredicate holds(String operator, int limit) {
        return switch (operator) {
            case "==" -> number -> number == limit;
            case "!=" -> number -> number != limit;
            case ">=" -> number -> number >= limit;
            case "<=" -> number -> number <= limit;
            case ">" -> number -> number > limit;
            default -> number -> number < limit;
        };
    }
}
