package dev.llmrouter.call;

import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** Whoever sent a message through a Camel route: its headers are the caller's, the router's own by their Camel names too. */
record MessageCaller(Message message) implements Caller {

    @Override
    public @Nullable String header(String name) {
        String value = message.getHeader(name, String.class);
        if (value != null) {
            return value;
        }
        String onMessages = Wishes.ON_MESSAGES.get(name);
        return onMessages == null ? null : message.getHeader(onMessages, String.class);
    }
}
