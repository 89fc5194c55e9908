package dev.llmrouter.idempotency;

import dev.llmrouter.call.AnswerKeeper;
import dev.llmrouter.call.Call;
import dev.llmrouter.call.RefusedException;
import dev.llmrouter.call.WholeAnswer;
import dev.llmrouter.idempotency.Answers.Known;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.jspecify.annotations.Nullable;

/**
 * The Idempotent Receiver: a request with an {@code Idempotency-Key} that has been answered before gets the same answer
 * and ends here. Where that is still going on it waits, and meanwhile holds no thread. Another request under the same key
 * is refused.
 */
public final class RecallAnswer extends AsyncProcessorSupport {

    private static final String HEADER = "idempotency-key";
    private static final int LONGEST = 255;

    private final Answers answers;
    private final Repeats repeats;
    private final Executor workers;

    /**
     * Recalls answers.
     *
     * @param answers where they are kept
     * @param repeats who waits for them
     * @param workers what the replies to messages are kept on, where they end on an event loop
     */
    public RecallAnswer(Answers answers, Repeats repeats, Executor workers) {
        this.answers = answers;
        this.repeats = repeats;
        this.workers = workers;
    }

    /** {@return how many wait for an answer at the moment} */
    public int waiting() {
        return repeats.waiting();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Call call = Call.of(exchange);
        String header = call.caller().header(HEADER);
        if (header != null && !call.isRehearsal()) {
            try {
                if (waits(exchange, call, header, callback)) {
                    return false;
                }
            } catch (RuntimeException refused) {
                exchange.setException(refused);
            }
        }
        callback.done(true);
        return true;
    }

    private boolean waits(Exchange exchange, Call call, String header, AsyncCallback callback) {
        if (header.length() > LONGEST) {
            throw refusal(call, 400, "An Idempotency-Key may have 255 characters.", "idempotency_key_too_long", 0);
        }
        KeyedRequest request = KeyedRequest.of(exchange, call, header);
        Known known = answers.begin(request.key(), request.fingerprint(), request.holder());
        if (request.isGoingOn(known) && repeats.await(request, goingOn(request, callback))) {
            return true;
        }
        goOn(request, known);
        return false;
    }

    private Repeats.Then goingOn(KeyedRequest request, AsyncCallback callback) {
        return new Repeats.Then() {
            @Override
            public void known(@Nullable Known known) {
                try {
                    goOn(request, known);
                } catch (RuntimeException refused) {
                    request.exchange().setException(refused);
                }
                callback.done(false);
            }

            @Override
            public void cancelled(Exception why) {
                request.exchange().setException(why);
                callback.done(false);
            }

            @Override
            public void late() {
                cancelled(inUse(request.call()));
            }
        };
    }

    private void goOn(KeyedRequest request, @Nullable Known known) {
        if (known == null) {
            begin(request);
        } else if (!known.fingerprint().equals(request.fingerprint())) {
            String why = "The Idempotency-Key was used before, for another request. Use a new one for this request.";
            throw refusal(request.call(), 422, why, "idempotency_key_reused", 0);
        } else if (known.answer() == null) {
            throw inUse(request.call());
        } else {
            request.call().repeat();
            request.exchange().setRouteStop(true);
            again(request, known.answer());
        }
    }

    private void begin(KeyedRequest request) {
        KeepAnswer keeper = new KeepAnswer(answers, repeats, request.key());
        if (request.isOverHttp()) {
            request.exchange().setProperty(AnswerKeeper.PROPERTY, keeper);
        } else {
            onItsWayOut(request, new KeptReply(keeper, workers));
        }
    }

    private static void again(KeyedRequest request, WholeAnswer answer) {
        if (request.isOverHttp()) {
            Map<String, String> headers = new HashMap<>(answer.headers());
            headers.put("idempotent-replayed", "true");
            request.exchange()
                    .getMessage()
                    .setBody(new WholeAnswer(answer.status(), answer.contentType(), headers, answer.body()));
        } else {
            onItsWayOut(request, new RepeatedReply(answer));
        }
    }

    private static void onItsWayOut(KeyedRequest request, EndOfChat end) {
        request.exchange().getExchangeExtension().addOnCompletion(end);
    }

    private static RuntimeException inUse(Call call) {
        String why = "The request with this Idempotency-Key is still going on. Send it again later for its answer.";
        return refusal(call, 409, why, "idempotency_key_in_use", 1);
    }

    private static RuntimeException refusal(Call call, int status, String why, String code, int retryAfter) {
        return call.refuse(new RefusedException(status, why, code, retryAfter));
    }
}
