package dev.llmrouter.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.call.Attempt;
import dev.llmrouter.call.Trace;
import dev.llmrouter.catalog.Capability;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.wire.Json;
import java.util.List;
import java.util.Locale;

/** A decision as JSON. */
final class Explanation {

    private static final double NANOS_PER_MILLI = 1e6;

    private Explanation() {}

    static ObjectNode of(Decision decision) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("object", "route.explanation").put("id", decision.id());
        json.put("at", decision.at().toString()).put("rehearsal", decision.isRehearsal());
        json.put("model", decision.model());
        json.set("facts", facts(decision));
        held(decision.steps(), json);
        json.set("left_out", leftOut(decision.steps()));
        json.set("policies", policies(decision.steps()));
        ArrayNode candidates = json.putArray("candidates");
        decision.candidates().forEach(target -> candidates.add(target(target)));
        json.set("attempts", attempts(decision.attempts()));
        return json;
    }

    static ObjectNode target(Target target) {
        return Json.MAPPER
                .createObjectNode()
                .put("target", target.name())
                .put("provider", target.provider())
                .put("model", target.model());
    }

    private static ObjectNode facts(Decision decision) {
        ObjectNode facts = Json.MAPPER.createObjectNode();
        facts.put("operation", decision.operation().word()).put("stream", decision.isStream());
        facts.put("bytes", decision.bytes());
        if (decision.maxOutputTokens() > 0) {
            facts.put("max_output_tokens", decision.maxOutputTokens());
        }
        decision.facts().forEach(facts::putPOJO);
        ArrayNode needs = facts.putArray("needs");
        decision.needs().forEach(need -> needs.add(word(need)));
        return facts;
    }

    private static String word(Capability need) {
        return need.name().toLowerCase(Locale.ROOT);
    }

    private static void held(List<Trace.Step> steps, ObjectNode json) {
        for (Trace.Step step : steps) {
            if (step instanceof Trace.Held held) {
                ObjectNode one = json.withArray("held").addObject().put("reason", held.reason());
                ArrayNode channels = one.putArray("channels");
                held.channels().stream()
                        .sorted()
                        .forEach(channel -> channels.add(channel.name().toLowerCase(Locale.ROOT)));
            }
        }
    }

    private static ArrayNode leftOut(List<Trace.Step> steps) {
        ArrayNode leftOut = Json.MAPPER.createArrayNode();
        for (Trace.Step step : steps) {
            if (step instanceof Trace.LeftOut left) {
                leftOut.addObject()
                        .put("target", left.target())
                        .put("reason", left.reason())
                        .put("detail", left.detail());
            }
        }
        return leftOut;
    }

    private static ArrayNode policies(List<Trace.Step> steps) {
        ArrayNode policies = Json.MAPPER.createArrayNode();
        for (Trace.Step step : steps) {
            if (step instanceof Trace.Decided decided) {
                policies.add(policy(decided.model(), decided.policy()).put("because", decided.why()));
            } else if (step instanceof Trace.Compared compared) {
                ObjectNode policy = policy(compared.model(), compared.policy()).put("compared", compared.unit());
                scores(policy.putObject("scores"), compared);
                policies.add(policy);
            }
        }
        return policies;
    }

    private static ObjectNode policy(String model, String policy) {
        return Json.MAPPER.createObjectNode().put("model", model).put("policy", policy);
    }

    /** JSON has no word for what is infinite or no number. */
    private static void scores(ObjectNode json, Trace.Compared compared) {
        for (int i = 0; i < compared.members().size(); i++) {
            double score = compared.scores().get(i);
            if (Double.isFinite(score)) {
                json.put(compared.members().get(i), score);
            } else {
                json.putNull(compared.members().get(i));
            }
        }
    }

    private static ArrayNode attempts(List<Attempt> attempts) {
        ArrayNode json = Json.MAPPER.createArrayNode();
        for (Attempt attempt : attempts) {
            Failure failure = attempt.failure();
            ObjectNode one = json.addObject().put("target", attempt.target().name());
            one.put("asked", attempt.wasAsked());
            one.put("outcome", failure == null ? "ok" : failure.kind().code());
            if (attempt.wasAsked()) {
                one.put("ms", Math.round(attempt.nanosToAnswer() / NANOS_PER_MILLI * 10) / 10.0);
            }
        }
        return json;
    }
}
