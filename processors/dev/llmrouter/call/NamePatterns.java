package dev.llmrouter.call;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names that somebody may use, where {@code *} stands for any characters, also none. Immutable and thread-safe. */
public final class NamePatterns {

    /** Every name. */
    public static final NamePatterns ALL = of(List.of("*"));

    private final String shown;
    /** A name has to fit each of them. */
    private final List<Pattern> all;

    private NamePatterns(String shown, List<Pattern> all) {
        this.shown = shown;
        this.all = List.copyOf(all);
    }

    /** {@return the names that fit one of the patterns} */
    public static NamePatterns of(List<String> patterns) {
        Pattern any = Pattern.compile(
                patterns.stream().map(NamePatterns::expression).collect(Collectors.joining("|")), Pattern.DOTALL);
        return new NamePatterns(String.join(", ", patterns), List.of(any));
    }

    /** {@return the names that fit both} */
    public NamePatterns and(NamePatterns other) {
        if (this == ALL || other == ALL) {
            return this == ALL ? other : this;
        }
        List<Pattern> both = new ArrayList<>(all);
        both.addAll(other.all);
        return new NamePatterns(shown + " as far as also " + other.shown, both);
    }

    private static String expression(String pattern) {
        return Arrays.stream(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    }

    /** {@return whether a name fits, upper and lower case being different} */
    public boolean has(String name) {
        return this == ALL
                || all.stream().allMatch(pattern -> pattern.matcher(name).matches());
    }

    @Override
    public String toString() {
        return shown;
    }
}
