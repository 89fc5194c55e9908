package dev.llmrouter.semantic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.call.Call;
import dev.llmrouter.call.Caller;
import dev.llmrouter.call.Trace;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.Cancellation;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.policy.Lack;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.Performance;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.PolicyParts;
import dev.llmrouter.policy.Requirement;
import dev.llmrouter.policy.Selection;
import dev.llmrouter.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;

/** A configuration in which every name is a target, but for those that are off. */
final class StubParts implements PolicyParts, AutoCloseable {

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Set<String> off = new HashSet<>();
    private final Set<String> unknown = new HashSet<>(Set.of("local/all-minilm-l6-v2"));

    StubParts() {
        camel.start();
    }

    StubParts off(String name) {
        off.add(name);
        return this;
    }

    /** Makes a name one of a bean, and of nothing in the configuration. */
    StubParts bean(String name, Object bean) {
        unknown.add(name);
        camel.getRegistry().bind(name, bean);
        return this;
    }

    /** Makes a bean the model of a target. */
    StubParts target(String name, Object bean) {
        camel.getRegistry().bind(name, bean);
        return this;
    }

    @Override
    public String model() {
        return "topics";
    }

    @Override
    public boolean isKnown(String name) {
        return off.contains(name) || member(name) != null;
    }

    @Override
    public @Nullable Member member(String name) {
        return off.contains(name) || unknown.contains(name)
                ? null
                : new Member(name, Policy.only(Target.of(name, "p", name)), 1);
    }

    @Override
    public CamelContext camel() {
        return camel;
    }

    static Call call(String prompt) {
        return call(prompt, false);
    }

    /** Something that holds of all targets but one. */
    static Requirement lackedBy(String name, boolean isOfReply) {
        return new Requirement() {
            @Override
            public @Nullable Lack lack(Call call, Target target) {
                return target.name().equals(name) ? new Lack(Lack.Kind.FORBIDDEN, "region", "is far away") : null;
            }

            @Override
            public boolean isOfReply() {
                return isOfReply;
            }
        };
    }

    static Call rehearsal(String prompt) {
        return call(prompt, true);
    }

    private static Call call(String prompt, boolean isRehearsal) {
        ObjectNode json = Json.MAPPER.createObjectNode().put("model", "topics");
        json.putArray("messages").addObject().put("role", "user").put("content", prompt);
        OpenAiRequest wire = OpenAiRequest.read(json.toString().getBytes(StandardCharsets.UTF_8));
        LlmRequest request = LlmRequest.of(wire, Map.of(), null, new Cancellation());
        return new Call("id", request, Caller.UNKNOWN, isRehearsal);
    }

    /** The names of the targets for a call, best first. */
    List<String> rank(Policy policy, Call call) {
        return rank(policy, call, (asking, target) -> null);
    }

    /** The same where something must hold of the targets. */
    List<String> rank(Policy policy, Call call, Requirement required) {
        Selection selection = new Selection(call, new DefaultExchange(camel), List.of(required));
        return policy.rank(selection).stream().map(Target::name).toList();
    }

    List<String> rank(Policy policy, String prompt) {
        return rank(policy, call(prompt));
    }

    /** Why it was so decided, the last reason. */
    static String why(Call call) {
        return call.trace().steps().stream()
                .filter(Trace.Decided.class::isInstance)
                .map(step -> ((Trace.Decided) step).why())
                .reduce("", (before, last) -> last);
    }

    @Override
    public void close() {
        camel.stop();
    }

    @Override
    public Performance performance() {
        throw new UnsupportedOperationException("no policy of this package asks for it");
    }
}
