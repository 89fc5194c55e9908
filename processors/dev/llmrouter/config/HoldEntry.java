package dev.llmrouter.config;

import dev.llmrouter.call.Channel;
import dev.llmrouter.catalog.Doc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which calls a person decides on before any model is asked, and why. */
@Doc("calls that a person decides on before any model is asked")
public record HoldEntry(
        @Doc(
                        value =
                                "the calls, as a Simple predicate that sees what those of policies do; the body is the text of"
                                        + " the prompt",
                        required = true)
                String when,
        @Doc(value = "why, for whoever decides and whoever called", required = true) String reason,
        @Doc("on which ways: http, jms, files, or routes for direct:chat; default all") List<Channel> channels) {

    private static final int LONGEST = 500;

    /** What is absent takes its default. */
    public HoldEntry(String when, String reason, @Nullable List<Channel> channels) {
        this.when = when;
        this.reason = reason;
        this.channels = channels == null ? List.of(Channel.values()) : List.copyOf(channels);
        if (when.isBlank()) {
            throw new IllegalArgumentException("when has to be a condition, such as \"${body} contains 'transfer'\"");
        }
        if (reason.isBlank() || reason.length() > LONGEST) {
            throw new IllegalArgumentException("reason has to have 1 to " + LONGEST + " characters");
        }
        if (this.channels.isEmpty()) {
            throw new IllegalArgumentException("channels has to name one, or be left out for all");
        }
    }

    /** {@return whether it may hold calls that come on that way} */
    public boolean isFor(Channel channel) {
        return channels.contains(channel);
    }
}
