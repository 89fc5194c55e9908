package dev.llmrouter.budget;

/**
 * A process that holds leases.
 *
 * @param replica the same after a restart, as its journal is
 * @param since the number of the first attempt that it may make; larger after a restart
 */
public record Holder(String replica, long since) {

    /** {@return the one of that text; of no replica where it is none's} */
    static Holder of(String text) {
        int slash = text.lastIndexOf('/');
        return slash < 0 ? new Holder("", 0) : new Holder(text.substring(0, slash), number(text.substring(slash + 1)));
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    @Override
    public String toString() {
        return replica + "/" + since;
    }
}
