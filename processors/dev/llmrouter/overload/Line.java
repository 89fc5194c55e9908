package dev.llmrouter.overload;

import dev.llmrouter.call.Places;
import dev.llmrouter.catalog.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The calls that wait for a place at one target, in the order of their turns. Not thread-safe. */
final class Line {

    private final Target target;
    private final Places places;
    private final Runnable isFree;
    private final TreeSet<WaitingCall> calls = new TreeSet<>();
    private boolean hasAlarm;
    private long alarm;

    /** {@code isFree} is to be run whenever a place is given back while somebody waits. */
    Line(Target target, Places places, Consumer<Line> isFree) {
        this.target = target;
        this.places = places;
        this.isFree = () -> isFree.accept(this);
    }

    Target target() {
        return target;
    }

    Places places() {
        return places;
    }

    void add(WaitingCall call) {
        calls.add(call);
        if (calls.size() == 1) {
            places.await(isFree);
        }
    }

    void remove(WaitingCall call) {
        if (calls.remove(call) && calls.isEmpty()) {
            places.await(null);
        }
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    WaitingCall first() {
        return calls.first();
    }

    /** {@return all that wait, in a list of its own} */
    List<WaitingCall> calls() {
        return new ArrayList<>(calls);
    }

    /** {@return whether an alarm at that time is earlier than the one that is set, in whose place it then is} */
    boolean isEarlier(long time) {
        boolean isEarlier = !hasAlarm || time - alarm < 0;
        if (isEarlier) {
            hasAlarm = true;
            alarm = time;
        }
        return isEarlier;
    }

    void rung() {
        hasAlarm = false;
    }
}
