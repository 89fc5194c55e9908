package dev.llmrouter.longtext;

import dev.llmrouter.call.Arrivals;
import dev.llmrouter.call.Call;
import dev.llmrouter.call.NoReplyException;
import dev.llmrouter.call.RefusedException;
import dev.llmrouter.call.RouterException;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.Cancellation;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.longtext.LongTextOptions.Failed;
import dev.llmrouter.said.Said;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call whose text is asked in parts: the round that it is in, and what was said so far. Parts run on threads of their
 * own; whoever arrives or leaves may do so from any thread.
 */
final class LongText {

    /** The exchange variable that holds it. */
    static final String VARIABLE = "longText";

    private static final Logger LOG = LoggerFactory.getLogger(LongText.class);

    private final Call call;
    private final LongTextPlan plan;
    private final LongPrompt prompt;
    private final List<Target> candidates;
    private final Room room;
    private final Arrivals arrivals;
    private final Semaphore places;
    private final List<Cancellation> stops = new ArrayList<>();
    private final List<Integer> skipped = new ArrayList<>();
    private Round round;
    private @Nullable String[] said;
    private @Nullable Call last;
    private @Nullable Throwable failure;

    private LongText(Call call, LongTextPlan plan, List<Target> candidates, LongPrompt prompt, Room room, Round first) {
        this.call = call;
        this.candidates = candidates;
        this.plan = plan;
        this.prompt = prompt;
        this.room = room;
        this.round = first;
        this.said = new String[first.requests().size()];
        this.arrivals = new Arrivals(said.length);
        this.places = new Semaphore(plan.options().parallel());
        call.tell(Map.of("x-llm-parts", Integer.toString(said.length)));
        call.request().cancellation().onCancel(this::stop);
    }

    /** Cuts the text of a call whose turn has come; from now on each part waits for its own. */
    static LongText of(Call call) {
        LongTextPlan plan = (LongTextPlan) Objects.requireNonNull(call.plans().splitting());
        call.turn().end();
        LongPrompt prompt = LongPrompt.of(call.request());
        if (prompt == null) {
            throw refused(call, "The prompt is too long, and there is no text of the user's in it that could be cut.");
        }
        List<Target> candidates =
                call.candidates().stream().filter(plan::covers).toList();
        Room room = Room.of(candidates);
        Round first = Round.map(prompt, plan.options(), room);
        int most = plan.options().most();
        if (first.requests().isEmpty()) {
            throw refused(
                    call,
                    "What stands besides the longest text of the prompt, and the reply that is asked for, leave no room for a"
                            + " part of it in a context of " + room.window() + " tokens.");
        } else if (first.requests().size() > most) {
            throw refused(
                    call,
                    "The text would be cut into " + first.requests().size() + " parts for a context of " + room.window()
                            + " tokens; the model takes " + most + " at most.");
        }
        return new LongText(call, plan, candidates, prompt, room, first);
    }

    private static RuntimeException refused(Call call, String why) {
        return call.refuse(new RefusedException(400, why, "context_length_exceeded"));
    }

    static LongText of(Exchange exchange) {
        return Objects.requireNonNull(exchange.getVariable(VARIABLE, LongText.class));
    }

    /** {@return how many parts the round has that it is in; 0 where there is the reply} */
    int size() {
        return call.isAnswered() ? 0 : round.requests().size();
    }

    /** Waits until one more part may be asked. */
    void awaitPlace() {
        try {
            places.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@return a call of its own for a part of this round} Where the whole has failed or is not wanted, it asks nobody. */
    synchronized Call open(int number) {
        arrivals.open(number);
        Cancellation stop = new Cancellation();
        stops.add(stop);
        if (failure != null || call.request().cancellation().isCancelled()) {
            stop.cancel();
        }
        LlmRequest request = round.requests().get(number).cancelledBy(stop);
        return call.branches().openAlone(String.valueOf(call.model()), request, candidates);
    }

    /** Takes what came of a part, and gives back what it held. */
    void arrived(int number, Call part, @Nullable Throwable thrown) {
        part.turn().end();
        try {
            take(number, part, thrown);
        } catch (RuntimeException e) {
            failed(number, part, e);
            part.settle();
        } finally {
            places.release();
            arrivals.arrived();
        }
    }

    /** Takes note of a part that the Splitter is done with; it has arrived before, unless it was not even opened, as where the router stops. */
    void gathered(int number, @Nullable Throwable thrown) {
        if (arrivals.open(number)) {
            synchronized (this) {
                failure = thrown == null ? new IllegalStateException("a part of a text was not asked") : thrown;
            }
            stop();
            places.release();
            arrivals.arrived();
        }
    }

    private void take(int number, Call part, @Nullable Throwable thrown) {
        boolean isReply = round.isLast() && part.isAnswered();
        if (isReply) {
            last = part;
        } else if (part.isAnswered()) {
            String text = text(part);
            synchronized (this) {
                said[number] = text;
            }
        } else {
            failed(number, part, thrown);
        }
        if (!isReply) {
            part.settle();
        }
    }

    private static String text(Call part) {
        Said reply = Said.of(Objects.requireNonNull(part.reply()));
        return reply.text() + reply.refusal();
    }

    private void failed(int number, Call part, @Nullable Throwable thrown) {
        synchronized (this) {
            if (plan.options().failed() == Failed.SKIP && !round.isLast() && thrown == null) {
                skipped.add(number + 1);
                LOG.warn("call {}: {}", call.id(), new NoReplyException(part.attempts(), place(number)).getMessage());
                return;
            }
            if (failure == null && !part.request().cancellation().isCancelled()) {
                failure = thrown != null ? thrown : new NoReplyException(part.attempts(), place(number));
            }
        }
        stop();
    }

    private String place(int number) {
        return round.isLast()
                ? "What was said to the parts of the text could not be put together. "
                : "Part " + (number + 1) + " of " + round.requests().size() + " of the text has no answer. ";
    }

    private void stop() {
        List<Cancellation> all;
        synchronized (this) {
            all = new ArrayList<>(stops);
        }
        all.forEach(Cancellation::cancel);
    }

    /** Ends a round, of which all have arrived: with the reply of the call, its end, or what the next round asks. */
    void endRound() throws Exception {
        arrivals.await();
        call.branches().join(null);
        Call reply = last;
        if (reply != null) {
            end(reply);
        } else if (call.request().cancellation().isCancelled()) {
            throw call.request().cancellation().why().asException();
        } else if (failure instanceof Exception why) {
            throw why instanceof RouterException refusal ? call.refuse(refusal) : why;
        } else if (failure instanceof Error error) {
            throw error;
        } else {
            next();
        }
    }

    private void next() {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < said.length; i++) {
            if (said[i] != null) {
                all.append(all.isEmpty() ? "" : "\n\n").append(Round.answer(i + 1, said[i]));
            }
        }
        if (all.isEmpty()) {
            throw call.refuse(new NoReplyException(call.attempts(), "No part of the text has an answer. "));
        }
        Round following = Round.reduce(prompt, plan.options(), all.toString(), room);
        int size = following.requests().size();
        if (size == 0 || (size >= round.requests().size() && !following.isLast())) {
            throw refused(
                    call,
                    "What was said to the parts of the text is no shorter than they are, so it can't be put together for a"
                            + " context of " + room.window()
                            + " tokens. Ask for shorter answers, such as with 'max_tokens'.");
        }
        synchronized (this) {
            round = following;
            said = new String[size];
            arrivals.begin(size);
            stops.clear();
        }
    }

    private void end(Call reply) {
        if (!skipped.isEmpty()) {
            call.tell(Map.of(
                    "x-llm-parts-skipped",
                    skipped.stream().sorted().map(String::valueOf).collect(Collectors.joining(", "))));
        }
        call.take(reply);
        call.answer(AddedUsage.of(call, reply));
    }
}
