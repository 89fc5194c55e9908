package dev.llmrouter.http;

import dev.llmrouter.call.Attempt;
import dev.llmrouter.catalog.Price;
import dev.llmrouter.outcome.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;

/**
 * What a whole reply cost, in the headers of its answer. A stream has none of it: when its headers go out, nobody knows.
 */
final class UsageHeaders {

    /** A tenth of a billionth of a dollar; the cheapest token costs some hundred times that. */
    private static final int DECIMALS = 10;

    private UsageHeaders() {}

    /** What came of all attempts has to be paid; a sum of which a part is not known is none. */
    static void add(Map<String, String> headers, List<Attempt> attempts) {
        double sum = 0;
        boolean isEstimated = false;
        for (Attempt attempt : attempts) {
            Usage usage = attempt.usage();
            boolean came = !attempt.isGuessed() || attempt.isCalledOff();
            if (usage != null && came) {
                Price price = attempt.target().price();
                sum += price == null ? Double.NaN : price.cost(usage);
                isEstimated |= usage.estimated();
            }
        }
        if (!Double.isNaN(sum)) {
            headers.put("x-llm-cost-usd", dollars(sum));
        }
        if (isEstimated) {
            headers.put("x-llm-usage", "estimated");
        }
    }

    /** {@return the amount with neither an exponent nor zeros at its end} */
    static String dollars(double amount) {
        BigDecimal exact = BigDecimal.valueOf(amount)
                .setScale(DECIMALS, RoundingMode.HALF_UP)
                .stripTrailingZeros();
        return exact.signum() == 0 ? "0" : exact.toPlainString();
    }
}
