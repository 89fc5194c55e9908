package dev.llmrouter.route;

/**
 * How many processors the virtual threads of calls share. By default it is all of them, as many as the event loops use
 * too; then the two wake each other for every call, and a quarter of what a call costs is the system changing threads. With
 * half of the processors a call took 6 to 25 per cent less on two cores. A route that computes much by itself may want more.
 */
final class Carriers {

    static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";

    /** From here on nothing but native code keeps the thread that carries a virtual one (JEP 491). */
    private static final int NEVER_PINNED = 24;

    private Carriers() {}

    /** For this process, where the operator has not said otherwise; only before the first virtual thread of it. */
    static void share() {
        if (Runtime.version().feature() >= NEVER_PINNED && System.getProperty(PARALLELISM) == null) {
            System.setProperty(
                    PARALLELISM, String.valueOf(half(Runtime.getRuntime().availableProcessors())));
        }
    }

    /** {@return half of the processors, and one at least} */
    static int half(int processors) {
        return (processors + 1) / 2;
    }
}
