package dev.llmrouter.aside;

import org.jspecify.annotations.Nullable;

/**
 * What came of a question on the side.
 *
 * @param answer null where there is none
 * @param trouble why there is none, in constant words for a trace; empty where there is one
 */
public record Asked<T>(@Nullable T answer, String trouble) {

    /** {@return an answer} */
    public static <T> Asked<T> of(T answer) {
        return new Asked<>(answer, "");
    }

    /** {@return no answer, for that reason} */
    public static <T> Asked<T> none(String trouble) {
        return new Asked<>(null, trouble);
    }
}
