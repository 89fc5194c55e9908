package dev.llmrouter.call;

import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** No target answered: one error for the call, with the status of the attempt that says most about it. */
public final class NoReplyException extends RouterException {

    private static final long serialVersionUID = 1L;

    private final transient Failure failure;
    private final transient List<Tried> tried;

    /**
     * One attempt of a call that nobody answered.
     *
     * @param status the HTTP status that stands for it
     * @param millis from its begin to its failure; 0 where the target was not even asked
     */
    public record Tried(String target, FailureClass kind, int status, long millis) {}

    /** The attempts of the call, in order; at least one. */
    public NoReplyException(List<Attempt> attempts) {
        this(attempts, "");
    }

    /** The attempts of a part of a call; {@code part} is a sentence that says which, with a space behind it. */
    public NoReplyException(List<Attempt> attempts, String part) {
        this(attempts, soonest(telling(attempts), attempts), part);
    }

    private NoReplyException(List<Attempt> attempts, Failure telling, String part) {
        super(part + message(attempts, telling), telling.kind().code());
        this.failure = telling;
        this.tried = attempts.stream().flatMap(NoReplyException::tried).toList();
    }

    /** {@return all attempts, in their order} */
    public List<Tried> tried() {
        return tried;
    }

    private static Stream<Tried> tried(Attempt attempt) {
        Failure failure = attempt.failure();
        long millis = attempt.wasAsked() ? TimeUnit.NANOSECONDS.toMillis(attempt.nanosToAnswer()) : 0;
        return failure == null
                ? Stream.empty()
                : Stream.of(new Tried(attempt.target().name(), failure.kind(), failure.status(), millis));
    }

    /** {@return the failure that stands for the call} */
    public Failure failure() {
        return failure;
    }

    @Override
    public int status() {
        return failure.status();
    }

    /**
     * The last one, but for targets that were not even asked, or can't be asked that, if any other was. A deadline that
     * has passed is why no other was.
     */
    private static Failure telling(List<Attempt> attempts) {
        Failure telling = null;
        boolean isAsked = false;
        for (Attempt attempt : attempts) {
            Failure failure = attempt.failure();
            if (failure != null) {
                boolean tells = (attempt.wasAsked() && failure.kind() != FailureClass.UNSUPPORTED)
                        || failure.kind() == FailureClass.DEADLINE;
                telling = tells || !isAsked ? failure : telling;
                isAsked |= tells;
            }
        }
        return telling != null ? telling : Failure.of(FailureClass.INTERNAL, "No target was tried.");
    }

    /** Where the caller may come back, it may as soon as one of the targets can be asked again. */
    private static Failure soonest(Failure telling, List<Attempt> attempts) {
        Integer said = telling.retryAfterSeconds();
        boolean isLater = telling.kind() == FailureClass.RATE_LIMIT || telling.kind() == FailureClass.BUSY;
        if (!isLater || said == null) {
            return telling;
        }
        int soonest = said;
        for (Attempt attempt : attempts) {
            Failure failure = attempt.failure();
            Integer other = failure == null ? null : failure.retryAfterSeconds();
            soonest = other == null ? soonest : Math.min(soonest, other);
        }
        return telling.retryingAfter(soonest);
    }

    private static String message(List<Attempt> attempts, Failure telling) {
        if (attempts.size() < 2) {
            return telling.message();
        }
        Map<String, Integer> lines = new LinkedHashMap<>();
        attempts.forEach(attempt -> lines.merge(line(attempt), 1, Integer::sum));
        String sentence = telling.message().endsWith(".") ? " " : ". ";
        return telling.message() + sentence + "No target answered: "
                + lines.entrySet().stream()
                        .map(line -> line.getKey() + (line.getValue() == 1 ? "" : " " + line.getValue() + " times"))
                        .collect(Collectors.joining(", "))
                + ".";
    }

    private static String line(Attempt attempt) {
        Failure failure = attempt.failure();
        return attempt.target().name() + " "
                + (failure == null ? "unknown" : failure.kind().code());
    }
}
