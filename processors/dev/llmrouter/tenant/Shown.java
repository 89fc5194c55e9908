package dev.llmrouter.tenant;

import dev.llmrouter.call.Caller;
import org.jspecify.annotations.Nullable;

/** What a caller shows to be let in: a bearer token, or else the header of Anthropic's or of Azure's clients. */
final class Shown {

    private static final String BEARER = "bearer ";

    private Shown() {}

    /** {@return what is shown; null for nothing} */
    static @Nullable String by(Caller caller) {
        String bearer = bearer(caller.header("authorization"));
        if (bearer != null) {
            return bearer;
        }
        String anthropic = some(caller.header("x-api-key"));
        return anthropic == null ? some(caller.header("api-key")) : anthropic;
    }

    private static @Nullable String bearer(@Nullable String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? some(authorization.substring(BEARER.length()))
                : null;
    }

    private static @Nullable String some(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
