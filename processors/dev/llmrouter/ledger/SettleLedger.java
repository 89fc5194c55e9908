package dev.llmrouter.ledger;

import dev.llmrouter.call.Attempt;
import dev.llmrouter.call.Booking;
import dev.llmrouter.call.Call;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Books how the attempts of a call ended, once it is settled; costs a look at each where no ledger is kept. */
public final class SettleLedger implements Processor {

    @Override
    public void process(Exchange exchange) {
        Call call = Call.find(exchange);
        if (call != null) {
            settle(call);
        }
    }

    static void settle(Call call) {
        int asked = 0;
        for (Attempt attempt : call.attempts()) {
            asked += attempt.wasAsked() ? 1 : 0;
            Booking booking = attempt.takeBooking();
            if (booking != null) {
                booking.settle(attempt, call, asked);
            }
        }
    }
}
