package dev.llmrouter.experiment;

import dev.llmrouter.call.Call;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.wire.Operation;
import dev.llmrouter.wire.WireRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whose calls get the same arm. Thread-safe. */
@FunctionalInterface
interface Unit {

    /** As OpenRouter's clients send it. */
    String SESSION_HEADER = "x-session-id";

    /** {@return what the calls of one unit have in common; null where the call does not tell} */
    @Nullable
    String find(Call call);

    /** {@return the same, and the call by itself where it does not tell} */
    default String of(Call call) {
        String found = find(call);
        return found == null || found.isBlank() ? call.id() : found;
    }

    /**
     * {@return the unit of a configured name; for null the user, else the session}
     *
     * @throws IllegalArgumentException for a name that there is not, with a message that begins with {@code by}
     */
    static Unit named(@Nullable String by) {
        if (by == null) {
            return call -> {
                String user = user(call);
                return user == null ? call.caller().header(SESSION_HEADER) : user;
            };
        }
        String header =
                by.startsWith("header:") ? by.substring("header:".length()).strip() : "";
        if (!header.isEmpty()) {
            String name = header.toLowerCase(Locale.ROOT);
            return call -> call.caller().header(name);
        }
        return switch (by) {
            case "user" -> Unit::user;
            case "session" -> call -> call.caller().header(SESSION_HEADER);
            case "tenant" -> call -> call.caller().header("authorization");
            case "call" -> call -> null;
            default ->
                throw new IllegalArgumentException("by is one of user, session, tenant, call and header:NAME, not "
                        + (by.length() > 40 ? "that" : by));
        };
    }

    /** Messages have it elsewhere than the others, so they are put in their words. */
    private static @Nullable String user(Call call) {
        WireRequest wire = call.request().wire();
        if (wire == null || wire.operation() != Operation.MESSAGES) {
            return wire == null ? null : wire.user();
        }
        try {
            OpenAiRequest request = call.request().openAi();
            return request == null ? null : request.user();
        } catch (LlmException unreadable) {
            return null;
        }
    }
}
