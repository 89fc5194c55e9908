package dev.llmrouter.explain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What speaks against asking a target now, whoever calls.
 *
 * @param isOpen whether its circuit is open
 * @param restNanos for how long it is not to be asked, in nanoseconds; 0 where it may be
 * @param share which share of its calls it gets on its way back, from 0 to 1; 1 where it is not on its way
 * @param hangs whether it takes calls and answers none
 * @param keys the code of why none of its provider's keys may be used; null where one may
 */
public record TargetHealth(boolean isOpen, long restNanos, double share, boolean hangs, @Nullable String keys) {

    void tell(ObjectNode json) {
        json.put("circuit", isOpen ? "open" : "closed");
        if (restNanos > 0) {
            json.put("cooldown_ms", TimeUnit.NANOSECONDS.toMillis(restNanos));
        }
        if (share < 1) {
            json.put("share", share);
        }
        if (hangs) {
            json.put("hangs", true);
        }
        if (keys != null) {
            json.put("keys", keys);
        }
    }
}
