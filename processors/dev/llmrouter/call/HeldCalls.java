package dev.llmrouter.call;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where calls wait that a person decides on; found in the Camel registry. */
public interface HeldCalls {

    /**
     * One of them.
     *
     * @param id for the decision on it
     * @param kind what it came as, in a word
     * @param name what its sender knows it by
     * @param since when it is held
     * @param tenant whose it is; null where nobody was asked
     * @param body what it says; null where that is not told
     */
    record One(
            String id,
            String kind,
            @Nullable String name,
            @Nullable String reason,
            Instant since,
            @Nullable String tenant,
            long bytes,
            @Nullable String body) {}

    /**
     * Some of them.
     *
     * @param count how many there are in all
     */
    record Some(List<One> first, int count) {}

    /**
     * {@return the first {@code most}; what they say only {@code withBody}}
     *
     * @throws RefusedException where it can't be told now
     */
    Some list(int most, boolean withBody);

    /**
     * Lets a call go on, or has it never be answered, whatever is killed meanwhile.
     *
     * @return whether one of that id was held here
     * @throws RefusedException where nothing can be decided now
     */
    boolean decide(String id, boolean isReleased);
}
