package dev.llmrouter.content;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.Selection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One case: conditions that all have to hold, and who then answers. Thread-safe. */
final class Branch {

    /** A condition, and where it stands in the configuration, such as {@code when[2].regex}. */
    record Named(String at, Condition condition, Complaints complaints) {}

    private final List<Named> conditions;
    private final @Nullable Member member;
    private final String because;

    /**
     * A case.
     *
     * @param name what the trace calls it, such as {@code when[2] regex}
     * @param use what it leads to
     * @param member that; null where its provider is off
     */
    Branch(String name, List<Named> conditions, String use, @Nullable Member member) {
        this.conditions = List.copyOf(conditions);
        this.member = member;
        this.because = name + " -> " + use + (member == null ? ", which is off" : "");
    }

    @Nullable
    Member member() {
        return member;
    }

    boolean holds(Scratch scratch, Selection selection) {
        // without an iterator for every rule of every call
        for (int i = 0; i < conditions.size(); i++) {
            if (!holds(conditions.get(i), scratch, selection)) {
                return false;
            }
        }
        return true;
    }

    /** A pattern may also run out of stack, on a text that a caller chose. */
    private static boolean holds(Named named, Scratch scratch, Selection selection) {
        try {
            return named.condition().holds(scratch);
        } catch (Exception | StackOverflowError e) {
            named.complaints().of(e);
            selection.because(named.at() + " failed: " + Complaints.nameOf(e));
            return false;
        }
    }

    List<Target> rank(Selection selection) {
        selection.because(because);
        return behind(List.of(), selection);
    }

    /** {@return its targets; where there are others before them, nothing in their ranking counts the call} */
    List<Target> behind(List<Target> before, Selection selection) {
        if (member == null) {
            return List.of();
        }
        return before.isEmpty() ? member.rank(selection) : selection.peek(member);
    }
}
