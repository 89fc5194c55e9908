package dev.llmrouter.tenant;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.call.RefusedException;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.wire.WireRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What may stand in the body of a request.
 *
 * @param most the most that a number may be, by the name of the parameter
 * @param denied the parameters that may not be there
 */
public record ParameterLimits(Map<String, Double> most, List<String> denied) {

    /** The same limit, in the words of all dialects. */
    private static final Set<String> OUTPUT = Set.of("max_tokens", "max_completion_tokens", "max_output_tokens");

    /** Keeps its own collections. */
    public ParameterLimits {
        most = Map.copyOf(most);
        denied = List.copyOf(denied);
    }

    /**
     * Checks a request, of which what is no JSON has no parameters.
     *
     * @throws RefusedException of status 403 for a parameter that is denied, 400 for a number that is too large
     */
    void check(LlmRequest request) {
        WireRequest wire = request.wire();
        JsonNode tree = wire == null ? null : wire.tree();
        for (String name : denied) {
            if (isThere(tree, name)) {
                throw new RefusedException(
                        403, "You may not use '" + name + "' here. Leave it out.", "parameter_not_allowed");
            }
        }
        most.forEach((name, limit) -> checkMost(name, limit, request, tree));
    }

    private static boolean isThere(@Nullable JsonNode tree, String name) {
        return tree != null
                && !tree.path(name).isMissingNode()
                && !tree.path(name).isNull();
    }

    private static void checkMost(String name, double limit, LlmRequest request, @Nullable JsonNode tree) {
        double asked = OUTPUT.contains(name) ? output(request, tree) : tree == null ? 0 : number(tree.path(name));
        if (asked > limit) {
            throw new RefusedException(
                    400,
                    "Invalid '" + name + "': at most " + plain(limit) + " is allowed for you.",
                    "parameter_too_large");
        }
    }

    private static double output(LlmRequest request, @Nullable JsonNode tree) {
        double asked = request.maxOutputTokens();
        for (String name : OUTPUT) {
            asked = Math.max(asked, tree == null ? 0 : number(tree.path(name)));
        }
        return asked;
    }

    /** Some servers take numbers in quotes. */
    private static double number(JsonNode value) {
        return value.asDouble(0);
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
