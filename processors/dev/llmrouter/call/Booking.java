package dev.llmrouter.call;

/** What the ledger has of an attempt that goes on. */
@FunctionalInterface
public interface Booking {

    /**
     * Books how it ended.
     *
     * @param settled of which everything is known that will be
     * @param call that it was made for
     * @param number which one it is of those of the call that were asked, from 1 on
     */
    void settle(Attempt settled, Call call, int number);
}
