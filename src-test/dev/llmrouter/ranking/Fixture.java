package dev.llmrouter.ranking;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.Caller;
import dev.llmrouter.call.Places;
import dev.llmrouter.catalog.ModelFacts;
import dev.llmrouter.catalog.Price;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.Cancellation;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.Performance;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.Selection;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/** Targets {@code t0}, {@code t1}, ..., calls of them, and how they do by a clock that only moves when it is told to. */
final class Fixture {

    static final long SECOND = 1_000_000_000L;

    private static final DefaultCamelContext CAMEL = new DefaultCamelContext();

    private final Map<String, Places> places = new ConcurrentHashMap<>();
    final Performance performance = new Performance(this::places, this::now);
    private long now;

    long now() {
        return now;
    }

    void pass(long nanos) {
        now += nanos;
    }

    Places places(Target target) {
        return places.computeIfAbsent(
                target.name(),
                name -> new Places(Bulkhead.of(
                        name,
                        BulkheadConfig.custom().maxConcurrentCalls(100_000).build())));
    }

    static Target target(int number) {
        return Target.of("t" + number, "p", "m" + number);
    }

    static Target target(int number, double input, double output) {
        return target(number)
                .with(new ModelFacts(
                        null, null, null, null, new Price(input, input / 10, null, output, null, null), null));
    }

    static Member member(Target target) {
        return member(target, 1);
    }

    static Member member(Target target, double weight) {
        return new Member(target.name(), Policy.only(target), weight);
    }

    /** As many members as that, each a target of weight 1. */
    static List<Member> members(int count) {
        return IntStream.range(0, count).mapToObj(i -> member(target(i))).toList();
    }

    static Call call(String id, boolean stream) {
        return call(
                id,
                "{\"model\":\"any\",\"stream\":" + stream
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello, how are you?\"}]}");
    }

    /** A call with headers: name, value, name, value. */
    static Call call(String id, String json, String... headers) {
        Map<String, String> caller = new HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            caller.put(headers[i], headers[i + 1]);
        }
        OpenAiRequest wire = OpenAiRequest.read(json.getBytes(StandardCharsets.UTF_8));
        Caller named = name -> caller.get(name.toLowerCase(java.util.Locale.ROOT));
        return new Call(id, LlmRequest.of(wire, Map.of(), null, new Cancellation()), named, false);
    }

    static Selection selection(String id) {
        return selection(call(id, true));
    }

    static Selection selection(Call call) {
        return new Selection(call, new DefaultExchange(CAMEL), target -> true);
    }

    /** The same for a caller who only wants to know who would answer. */
    static Selection rehearsal(String id) {
        Call call = call(id, true);
        return selection(new Call(id, call.request(), call.caller(), true));
    }

    static Selection without(String id, Target unable) {
        return new Selection(call(id, true), new DefaultExchange(CAMEL), target -> !target.equals(unable));
    }

    /** The name of the target that a policy ranks first. */
    static String first(Policy policy, Selection selection) {
        return policy.rank(selection).get(0).name();
    }
}
