package dev.llmrouter.governance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One kind of what an operator drains and resumes by name: targets, or providers. Thread-safe. */
interface Drainable {

    /** The state of what gets calls. */
    String ON = "on";

    /** The state of what ends what it has begun and gets nothing new. */
    String DRAINED = "drained";

    /** {@return what one is called, such as {@code target}} */
    String what();

    /** {@return the names of all, in the order that they are listed in} */
    List<String> names();

    /** {@return whether there is one of that name; there may be more than are listed} */
    boolean has(String name);

    /** {@return how one is that there is} */
    ObjectNode tell(String name);

    /** {@return how the configuration has switched it off, as the end of a sentence; null where it has not} */
    @Nullable
    String configuredOff(String name);

    /** Drains one that there is, or resumes it. */
    void drain(String name, boolean isDrained);
}
