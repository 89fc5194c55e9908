package dev.llmrouter.idempotency;

import dev.llmrouter.call.AnswerKeeper;
import dev.llmrouter.call.WholeAnswer;
import java.util.Set;

/** Keeps the answer to one request, unless it is a failure that may pass, and then it is the turn of who waits for it. */
final class KeepAnswer implements AnswerKeeper {

    private static final int LARGEST = 4 * 1024 * 1024;

    /** Another key, more money, more time may bring another answer. */
    private static final Set<Integer> PASSING = Set.of(401, 402, 403, 408, 409, 429);

    private final Answers answers;
    private final Repeats repeats;
    private final String key;

    KeepAnswer(Answers answers, Repeats repeats, String key) {
        this.answers = answers;
        this.repeats = repeats;
        this.key = key;
    }

    @Override
    public void keep(WholeAnswer answer) {
        boolean passes = answer.status() >= 500 || PASSING.contains(answer.status());
        if (!passes && answer.body().length() <= LARGEST) {
            answers.keep(key, answer);
        }
    }

    @Override
    public void end() {
        answers.forget(key);
        repeats.next(key);
    }
}
