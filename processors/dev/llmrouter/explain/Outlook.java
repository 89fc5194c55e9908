package dev.llmrouter.explain;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Target;
import org.jspecify.annotations.Nullable;

/** What is expected of a target, were it asked now. */
public interface Outlook {

    /** {@return US dollars that the call would cost; null where the price is not known} */
    @Nullable
    Double cost(Call call, Target target);

    /** {@return milliseconds to the whole reply, or to the first content of a stream; null where nobody knows yet} */
    @Nullable
    Double millis(Call call, Target target);

    /** {@return whether its circuit is open} */
    boolean isOpen(Target target);
}
