package dev.llmrouter.overload;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.RouterException;
import java.util.concurrent.Executor;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets a call go on once it has a place at one of its targets. Where none has one it waits, and meanwhile holds no thread;
 * where waiting makes no sense it goes on without a place, and dispatch tells why nobody can be asked.
 */
public final class AwaitTurn extends AsyncProcessorSupport {

    private final Turns turns;
    private final Executor workers;

    /** What a call goes on with that had to wait. */
    public AwaitTurn(Turns turns, Executor workers) {
        this.turns = turns;
        this.workers = workers;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Call call = Call.of(exchange);
        boolean waits = !turns.begin(call)
                && turns.await(call, refusal -> workers.execute(() -> goOn(exchange, call, refusal, callback)));
        if (!waits) {
            callback.done(true);
        }
        return !waits;
    }

    private static void goOn(Exchange exchange, Call call, @Nullable RouterException refusal, AsyncCallback callback) {
        call.request().cancellation().onCancel(null);
        if (refusal != null) {
            exchange.setException(call.refuse(refusal));
        }
        callback.done(false);
    }
}
