package dev.llmrouter.limit;

import dev.llmrouter.call.MinuteRate;

/** Where limits are counted: in this replica, or for all of them together. Thread-safe. */
public interface Supplies {

    /** {@return what flows in a minute} The same name always counts together. */
    MinuteRate rate(String name, long most);

    /** {@return seats} The same name always counts together. */
    Seats seats(String name, int most);
}
