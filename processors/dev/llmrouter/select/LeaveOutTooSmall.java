package dev.llmrouter.select;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.Plan;
import dev.llmrouter.call.Trace;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.tokens.TokenCounter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Leaves out the targets whose context window can't hold the prompt and the reply that is asked for. A token is at
 * least one byte, so a request that has fewer bytes than the smallest window has tokens is not counted at all; what a
 * caller only refers to, such as an image by its address, counts nothing. Where no target is left, the call has
 * attempts that say why.
 */
public final class LeaveOutTooSmall implements Processor {

    private static final Comparator<Target> BY_WINDOW = Comparator.comparingInt(LeaveOutTooSmall::window);

    @Override
    public void process(Exchange exchange) {
        Call call = Call.of(exchange);
        LlmRequest request = call.request();
        int smallest = smallestWindow(call.candidates());
        if (smallest == Integer.MAX_VALUE || !request.isChat()) {
            return;
        }
        int asked = request.maxOutputTokens();
        if ((long) request.length() + asked > smallest) {
            leaveOut(call, asked);
        }
    }

    private static void leaveOut(Call call, int asked) {
        Counts counts = new Counts(call.request(), Math.max(0, largestWindow(call.candidates()) - asked));
        List<Target> left = new ArrayList<>();
        List<Target> tooSmall = new ArrayList<>();
        for (Target target : call.candidates()) {
            boolean isTooSmall = (long) counts.of(target) + asked > window(target);
            (isTooSmall ? tooSmall : left).add(target);
            if (isTooSmall) {
                call.trace()
                        .add(new Trace.LeftOut(
                                call.model(), target.name(), "context", "holds " + window(target) + " tokens"));
            }
        }
        Plan plan = call.plan();
        if (left.isEmpty() && plan != null && plan.splits() && mayBeSplit(call)) {
            call.plans().split(plan);
            call.trace().add(new Trace.Decided(String.valueOf(call.model()), "context", "nobody holds it: it is cut"));
            return;
        }
        call.keep(left);
        if (left.isEmpty()) {
            // the last one speaks for the call, so the largest
            tooSmall.sort(BY_WINDOW);
            tooSmall.forEach(target -> call.refuse(target, refusal(target, counts, asked)));
        }
    }

    /** A part is not cut again, and what is only compared or tried is not worth it. */
    private static boolean mayBeSplit(Call call) {
        return call.whole() == call && !call.purpose().isOperators();
    }

    private static int smallestWindow(List<Target> targets) {
        int smallest = Integer.MAX_VALUE;
        for (Target target : targets) {
            smallest = Math.min(smallest, window(target));
        }
        return smallest;
    }

    private static int largestWindow(List<Target> targets) {
        int largest = 0;
        for (Target target : targets) {
            Integer known = target.facts().contextWindow();
            largest = known == null ? largest : Math.max(largest, known);
        }
        return largest;
    }

    /** A window that nobody knows holds everything, as far as anybody knows. */
    private static int window(Target target) {
        Integer known = target.facts().contextWindow();
        return known == null ? Integer.MAX_VALUE : known;
    }

    /** In the words of OpenAI's own refusal, since clients look for them. */
    private static Failure refusal(Target target, Counts counts, int asked) {
        int prompt = counts.of(target);
        String message = "This model's maximum context length is " + window(target) + " tokens. However, you requested "
                + (prompt > counts.most ? "at least " : "")
                + ((long) prompt + asked) + " tokens (" + prompt + " in the messages, " + asked
                + " in the completion). Please reduce the length of the messages or completion.";
        return Failure.contextOverflow(message, "messages");
    }

    /** The prompt's tokens, counted once for all targets that count alike; nothing where it can't be read. */
    private static final class Counts {
        private final LlmRequest request;
        private final int most;
        private final Map<TokenCounter, Integer> known = new HashMap<>();

        /** {@code most} is where counting on makes no difference. */
        Counts(LlmRequest request, int most) {
            this.request = request;
            this.most = most;
        }

        int of(Target target) {
            return target.facts().contextWindow() == null
                    ? 0
                    : known.computeIfAbsent(TokenCounter.forModel(target.model()), this::count);
        }

        private int count(TokenCounter counter) {
            try {
                return counter.countUpTo(most, request.chat());
            } catch (LlmException unreadable) {
                return 0;
            }
        }
    }
}
