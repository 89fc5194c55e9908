package dev.llmrouter.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A number that fits the limits of a JSON schema: zero where it does, else the first of a few near a limit. */
final class NumberSample {

    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    private final JsonNode schema;
    private final boolean isWhole;
    private final @Nullable BigDecimal multipleOf;

    private NumberSample(JsonNode schema, boolean isWhole) {
        this.schema = schema;
        this.isWhole = isWhole;
        BigDecimal step = limit("multipleOf");
        this.multipleOf = step == null || step.signum() <= 0 ? null : step;
    }

    static BigDecimal of(JsonNode schema, boolean isWhole) {
        NumberSample sample = new NumberSample(schema, isWhole);
        return sample.candidates().stream().filter(sample::fits).findFirst().orElse(BigDecimal.ZERO);
    }

    private List<BigDecimal> candidates() {
        BigDecimal low = Objects.requireNonNullElse(limit("minimum"), orZero(limit("exclusiveMinimum")));
        BigDecimal high = Objects.requireNonNullElse(limit("maximum"), orZero(limit("exclusiveMaximum")));
        BigDecimal step = multipleOf == null ? BigDecimal.ONE : multipleOf;
        BigDecimal above = low.divide(step, 0, RoundingMode.CEILING).multiply(step);
        BigDecimal below = high.divide(step, 0, RoundingMode.FLOOR).multiply(step);
        List<BigDecimal> candidates = new ArrayList<>(List.of(BigDecimal.ZERO, low, above, above.add(step)));
        candidates.addAll(
                List.of(high, below, below.subtract(step), low.add(high).divide(TWO)));
        return candidates;
    }

    private boolean fits(BigDecimal number) {
        return isAtLeast(number, limit("minimum"), 0)
                && isAtLeast(number, limit("exclusiveMinimum"), 1)
                && isAtLeast(number.negate(), negated(limit("maximum")), 0)
                && isAtLeast(number.negate(), negated(limit("exclusiveMaximum")), 1)
                && (!isWhole || isMultiple(number, BigDecimal.ONE))
                && (multipleOf == null || isMultiple(number, multipleOf));
    }

    private static boolean isAtLeast(BigDecimal number, @Nullable BigDecimal limit, int comparison) {
        return limit == null || number.compareTo(limit) >= comparison;
    }

    private static boolean isMultiple(BigDecimal number, BigDecimal step) {
        return number.remainder(step).signum() == 0;
    }

    private @Nullable BigDecimal limit(String keyword) {
        JsonNode limit = schema.path(keyword);
        return limit.isNumber() && Double.isFinite(limit.doubleValue()) ? limit.decimalValue() : null;
    }

    private static BigDecimal orZero(@Nullable BigDecimal number) {
        return number == null ? BigDecimal.ZERO : number;
    }

    private static @Nullable BigDecimal negated(@Nullable BigDecimal number) {
        return number == null ? null : number.negate();
    }
}
