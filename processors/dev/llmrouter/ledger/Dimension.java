package dev.llmrouter.ledger;

import dev.llmrouter.call.RefusedException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What spend is told apart by, and chosen by. */
enum Dimension {
    DAY("spent_on"),
    MONTH("SUBSTRING(CAST(spent_on AS VARCHAR(10)) FROM 1 FOR 7)"),
    ORGANIZATION("organization"),
    TENANT("tenant"),
    USER("user_name"),
    KEY("key_name"),
    MODEL("model"),
    TARGET("target"),
    PROVIDER("provider"),
    OPERATION("operation"),
    PURPOSE("purpose"),
    OUTCOME("outcome");

    private final String column;

    Dimension(String column) {
        this.column = column;
    }

    /** {@return its expression in SQL, over either table but for days} */
    String column() {
        return column;
    }

    /** {@return what it is called in queries and answers} */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return whether it is a time, which {@code from} and {@code to} choose} */
    boolean isTime() {
        return this == DAY || this == MONTH;
    }

    /**
     * {@return the one that is called so}
     *
     * @throws RefusedException naming those that there are
     */
    static Dimension of(String word, String parameter) {
        return Arrays.stream(values())
                .filter(one -> one.word().equals(word))
                .findFirst()
                .orElseThrow(() -> Query.refused(
                        parameter,
                        "'" + word + "' is none of "
                                + Arrays.stream(values()).map(Dimension::word).collect(Collectors.joining(", "))));
    }
}
