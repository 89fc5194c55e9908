package dev.llmrouter.content;

import dev.llmrouter.text.Language;
import dev.llmrouter.tokens.TokenCounter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tables that facts are found out with: read when a condition is made that asks, and not with the first call. */
final class FactTables {

    private static final Logger LOG = LoggerFactory.getLogger(FactTables.class);

    private FactTables() {}

    /** Reads those of the facts that an expression asks for. */
    static void load(String simple) {
        if (simple.contains(".tokens")) {
            new TokenCounter().count("");
        }
        if (simple.contains(".language")) {
            Language.load()
                    .ifPresent(why -> LOG.warn(
                            "a condition asks for the language, which of Latin and Cyrillic letters is not known: {}",
                            why));
        }
    }

    /**
     * Reads those that a language is told by.
     *
     * @throws IllegalArgumentException where the jar that they are in is missing
     */
    static void loadFor(String language) {
        Language.load().filter(why -> !Language.isToldByScript(language)).ifPresent(why -> {
            throw new IllegalArgumentException("can't be used: " + why);
        });
    }
}
