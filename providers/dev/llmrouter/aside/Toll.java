package dev.llmrouter.aside;

import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.outcome.Usage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Takes note of questions that have to be paid: each before it is asked, and once it has ended. Thread-safe. */
@FunctionalInterface
public interface Toll {

    /** Of questions that nobody pays for. */
    Toll FREE = bytes -> (used, failure) -> {};

    /** One question. */
    @FunctionalInterface
    interface Receipt {

        /**
         * Takes note of how it ended.
         *
         * @param used the tokens; null where there was no answer
         * @param failure why there was none; null where there was, or where nobody waited for it
         */
        void end(@Nullable Usage used, @Nullable Failure failure);
    }

    /** Takes note of a question of that many bytes, about, which is asked now. */
    Receipt begin(int bytes);

    /** What is asked. */
    @FunctionalInterface
    interface Question<T, E extends Exception> {
        T ask() throws E;
    }

    /** {@return the answer to a question; throws what that throws} */
    default <T, E extends Exception> T ask(int bytes, Question<T, E> question, Function<T, Usage> used) throws E {
        Receipt receipt = begin(bytes);
        Usage usage = null;
        Failure failure = null;
        try {
            T answer = question.ask();
            usage = used.apply(answer);
            return answer;
        } catch (Exception e) {
            failure = LlmException.failureIn(e);
            throw e;
        } finally {
            receipt.end(usage, failure);
        }
    }
}
