package dev.llmrouter.overload;

import dev.llmrouter.call.Places;
import dev.llmrouter.catalog.Target;
import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** All calls that wait, over all and by target, in the order of their turns. But for {@link #at} not thread-safe. */
final class WaitingCalls {

    private final Function<Target, Places> places;
    private final Consumer<Line> isFree;
    private final TreeSet<WaitingCall> all = new TreeSet<>();
    private final Map<String, Line> lines = new ConcurrentHashMap<>();

    /** {@code isFree} is told whenever a place is given back that somebody waits for. */
    WaitingCalls(Function<Target, Places> places, Consumer<Line> isFree) {
        this.places = places;
        this.isFree = isFree;
    }

    /** {@return where calls wait for a target; each has one line for good} */
    Line at(Target target) {
        return lines.computeIfAbsent(target.name(), name -> new Line(target, places.apply(target), isFree));
    }

    Collection<Line> lines() {
        return lines.values();
    }

    void add(WaitingCall call) {
        all.add(call);
        call.lines().forEach(line -> line.add(call));
    }

    void remove(WaitingCall call) {
        all.remove(call);
        call.lines().forEach(line -> line.remove(call));
    }

    int size() {
        return all.size();
    }

    /** {@return the one whose turn is last} */
    WaitingCall last() {
        return all.last();
    }
}
