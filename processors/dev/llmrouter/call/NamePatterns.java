package dev.llmrouter.call;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names that somebody may use, where {@code *} stands for any characters, also none. Immutable and thread-safe. */
public final class NamePatterns {

    /** Every name. */
    public static final NamePatterns ALL = of(List.of("*"));

    private final List<String> patterns;
    private final Pattern any;

    private NamePatterns(List<String> patterns) {
        this.patterns = List.copyOf(patterns);
        this.any = Pattern.compile(
                patterns.stream().map(NamePatterns::expression).collect(Collectors.joining("|")), Pattern.DOTALL);
    }

    /** {@return the names that fit one of the patterns} */
    public static NamePatterns of(List<String> patterns) {
        return new NamePatterns(patterns);
    }

    private static String expression(String pattern) {
        return Arrays.stream(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    }

    /** {@return whether a name fits, upper and lower case being different} */
    public boolean has(String name) {
        return this == ALL || any.matcher(name).matches();
    }

    @Override
    public String toString() {
        return String.join(", ", patterns);
    }
}
