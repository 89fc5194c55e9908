package dev.llmrouter.content;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.Selection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Members in the order that somebody outside wants: first those that are named, then the others as configured.
 *
 * @param only whether the others are left out
 */
record Order(List<Member> members, List<String> names, boolean only) {

    Order(List<Member> members, boolean only) {
        this(members, members.stream().map(Member::name).toList(), only);
    }

    /** {@return the targets of the members as configured} */
    List<Target> asConfigured(Selection selection) {
        return targets(members, selection);
    }

    /**
     * {@return the targets in the order of an answer}
     *
     * @param answer names or targets in a list or an array, or names in a text with commas; null for none
     */
    List<Target> by(@Nullable Object answer, Selection selection) {
        Set<Member> order = new LinkedHashSet<>();
        boolean isUnknown = false;
        for (Object item : items(answer)) {
            int at = names.indexOf(name(item));
            isUnknown |= at < 0;
            if (at >= 0) {
                order.add(members.get(at));
            }
        }
        if (isUnknown) {
            selection.because("passed over a name that is none of the members");
        }
        if (!only) {
            order.addAll(members);
        }
        return targets(order, selection);
    }

    private static List<Target> targets(Iterable<Member> inOrder, Selection selection) {
        List<Target> ranked = new ArrayList<>();
        for (Member member : inOrder) {
            // those behind the first are only looked at, so that nothing in them counts the call
            ranked.addAll(ranked.isEmpty() ? member.rank(selection) : selection.peek(member));
        }
        return ranked;
    }

    private static Iterable<?> items(@Nullable Object answer) {
        if (answer == null) {
            return List.of();
        } else if (answer instanceof Iterable<?> list) {
            return list;
        } else if (answer instanceof Object[] array) {
            return Arrays.asList(array);
        }
        return answer instanceof CharSequence text
                ? Arrays.stream(text.toString().split("[,\\r\\n]", -1))
                        .filter(name -> !name.isBlank())
                        .toList()
                : List.of(answer);
    }

    private static String name(@Nullable Object item) {
        if (item instanceof Target target) {
            return target.name();
        }
        return item instanceof Member member
                ? member.name()
                : String.valueOf(item).strip();
    }
}
