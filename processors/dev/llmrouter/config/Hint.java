package dev.llmrouter.config;

import dev.llmrouter.catalog.Nearest;
import java.util.Collection;

/** What to write instead of a name that is not known. */
final class Hint {

    private Hint() {}

    /** {@return "did you mean X?", or where no name is near the list of what is known} */
    static String of(String written, Collection<String> known) {
        return Nearest.to(written, known).stream()
                .findFirst()
                .map(name -> "did you mean " + name + "?")
                .orElseGet(() -> list(known));
    }

    /** {@return the list of what is known, for where the written name may not be shown} */
    static String list(Collection<String> known) {
        return known.isEmpty() ? "none is known" : "known: " + String.join(", ", known);
    }
}
