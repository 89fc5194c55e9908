package dev.llmrouter.config;

import java.util.Optional;

/** Finds the options record of a name in the file, or reports why there is none. */
final class KindReader {

    private final String word;
    private final Kinds kinds;
    private final Findings findings;

    /** {@code word} is what one of them is called, such as {@code type}. */
    KindReader(String word, Kinds kinds, Findings findings) {
        this.word = word;
        this.kinds = kinds;
        this.findings = findings;
    }

    String list() {
        return Hint.list(kinds.names());
    }

    Optional<Class<? extends Record>> options(String name, KeyPath at) {
        boolean resolved = findings.text(at).filter(Findings.Text::isResolved).isPresent();
        try {
            Optional<Class<? extends Record>> options = kinds.optionsOf().apply(name);
            if (options.isEmpty()) {
                findings.report(at, "unknown " + word + "; " + (resolved ? list() : Hint.of(name, kinds.names())));
            }
            return options;
        } catch (RuntimeException e) {
            // such as one that names the jar that it needs
            findings.report(at, resolved ? "can't be used" : "can't be used: " + e.getMessage());
            return Optional.empty();
        }
    }
}
