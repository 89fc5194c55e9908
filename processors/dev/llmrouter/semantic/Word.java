package dev.llmrouter.semantic;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the branch that a model names. Whatever else it says is worth nothing, since a prompt may have made it say so. */
final class Word {

    private static final int LONGEST = 200;

    private Word() {}

    /** {@return the place of the only name that is in the answer, in any case and between any marks; null for none or more} */
    static @Nullable Integer in(String answer, List<String> names) {
        String said = answer.strip().toLowerCase(Locale.ROOT);
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < names.size() && said.length() <= LONGEST; i++) {
            String name = names.get(i).toLowerCase(Locale.ROOT);
            if (said.equals(name)) {
                return i;
            }
            if (Pattern.compile("(?<![\\p{L}\\p{N}_-])" + Pattern.quote(name) + "(?![\\p{L}\\p{N}_-])")
                    .matcher(said)
                    .find()) {
                found.add(i);
            }
        }
        return found.size() == 1 ? found.get(0) : null;
    }
}
