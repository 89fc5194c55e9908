package dev.llmrouter.content;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.Cancellation;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.Performance;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.PolicyParts;
import dev.llmrouter.policy.Selection;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;

/** Rules and calls for tests, and members that are each one target of the same name. */
final class Rules {

    private Rules() {}

    static Rule simple(String text, String use) {
        return new Rule(text, null, null, null, null, null, null, null, null, null, null, use);
    }

    static Rule jsonpath(String text, String use) {
        return new Rule(null, text, null, null, null, null, null, null, null, null, null, use);
    }

    static Rule xpath(String text, String use) {
        return new Rule(null, null, text, null, null, null, null, null, null, null, null, use);
    }

    static Rule regex(String text, String use) {
        return new Rule(null, null, null, text, null, null, null, null, null, null, null, use);
    }

    static Rule header(String name, @Nullable String is, String use) {
        return new Rule(null, null, null, null, name, is, null, null, null, null, null, use);
    }

    static Rule language(String code, String use) {
        return new Rule(null, null, null, null, null, null, null, null, code, null, null, use);
    }

    static Rule within(String hours, String use) {
        return new Rule(null, null, null, null, null, null, null, null, null, hours, null, use);
    }

    static PolicyParts parts(CamelContext camel, Set<String> off) {
        return new PolicyParts() {
            @Override
            public String model() {
                return "auto";
            }

            @Override
            public @Nullable Member member(String name) {
                return off.contains(name) ? null : new Member(name, Policy.only(Target.of(name, "p", name)), 1);
            }

            @Override
            public Performance performance() {
                throw new UnsupportedOperationException();
            }

            @Override
            public CamelContext camel() {
                return camel;
            }
        };
    }

    static Call call(String prompt, Map<String, String> headers) {
        String json = "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]}";
        OpenAiRequest wire = OpenAiRequest.read(json.getBytes(StandardCharsets.UTF_8));
        return new Call("id", LlmRequest.of(wire, Map.of(), null, new Cancellation()), headers::get, false);
    }

    static Selection selection(CamelContext camel, Call call) {
        return new Selection(call, new DefaultExchange(camel), target -> true);
    }
}
