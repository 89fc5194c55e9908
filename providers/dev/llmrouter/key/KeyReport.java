package dev.llmrouter.key;

import dev.llmrouter.key.KeyState.Ban;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How a key is, for an operator; its value is not in it.
 *
 * @param key its provider and its place in the list, such as {@code openai#1}
 * @param state {@code alive}, {@code retired} or {@code unset}
 * @param because why it is not alive; null where it is
 * @param models those for which it is retired or rests although it is alive, with why or for how long
 */
public record KeyReport(String key, String state, @Nullable String because, Map<String, String> models) {

    private static final String ALIVE = "alive";

    /** {@return whether it is used, be it not for every model} */
    public boolean isAlive() {
        return state.equals(ALIVE);
    }

    static KeyReport unset(String key, String origin) {
        return new KeyReport(key, "unset", origin + " is not set", Map.of());
    }

    static KeyReport of(String key, KeyState state, long now) {
        Map<String, String> models = new TreeMap<>();
        state.rests().forEach((model, until) -> {
            if (until - now > 0) {
                models.put(model, "resting for " + (1 + TimeUnit.NANOSECONDS.toSeconds(until - now)) + " s");
            }
        });
        state.bans()
                .forEach((model, ban) ->
                        models.put(model, "retired: " + ban.why().code()));
        Ban ban = state.ban();
        return new KeyReport(
                key,
                ban == null ? ALIVE : "retired",
                ban == null ? null : ban.why().code(),
                models);
    }
}
