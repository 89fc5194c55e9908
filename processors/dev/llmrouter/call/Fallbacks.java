package dev.llmrouter.call;

import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which models are tried in place of one whose targets have all failed, by the class of the last failure. Immutable.
 *
 * @param byModel those of each model that has some, by its name
 * @param ofAll those of all other models
 */
public record Fallbacks(Map<String, ByClass> byModel, ByClass ofAll) {

    /**
     * The models to try, in their order.
     *
     * @param byClass for a class of failure
     * @param any for every other class that other targets may do better at
     * @param lastResort behind all of them, also once a call may cost no more
     */
    public record ByClass(Map<FailureClass, List<String>> byClass, List<String> any, List<String> lastResort) {

        /** For models that have none. */
        public static final ByClass NONE = new ByClass(Map.of(), List.of(), List.of());

        private List<String> of(@Nullable FailureClass kind, Retries retries) {
            List<String> named = kind == null ? null : byClass.get(kind);
            if (named != null) {
                return named;
            }
            return kind == null || retries.to(kind) != Reaction.GIVE_UP ? any : List.of();
        }
    }

    /** {@return the next model to try; null where there is none that has not been} */
    @Nullable
    String next(String model, @Nullable Failure failure, List<String> used, Retries retries) {
        return unused(of(model).of(failure == null ? null : failure.kind(), retries), model, used);
    }

    /** {@return who answers where nobody else does; null where there is nobody, or no answer would be a good one} */
    @Nullable
    String lastResort(String model, @Nullable Failure failure, List<String> used, Retries retries) {
        boolean isFinal = failure != null && retries.to(failure.kind()) == Reaction.GIVE_UP;
        return isFinal ? null : unused(of(model).lastResort(), model, used);
    }

    private ByClass of(String model) {
        return Objects.requireNonNullElse(byModel.get(model), ofAll);
    }

    private static @Nullable String unused(List<String> names, String model, List<String> used) {
        for (String name : names) {
            if (!name.equals(model) && !used.contains(name)) {
                return name;
            }
        }
        return null;
    }
}
