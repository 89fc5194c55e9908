package dev.llmrouter.http;

import dev.llmrouter.catalog.Price;
import dev.llmrouter.outcome.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a whole reply cost, in the headers of its answer. A stream has none of it: when its headers go out, nobody knows.
 */
final class UsageHeaders {

    /** A tenth of a billionth of a dollar; the cheapest token costs some hundred times that. */
    private static final int DECIMALS = 10;

    private UsageHeaders() {}

    static void add(Map<String, String> headers, Usage usage, @Nullable Price price) {
        if (price != null) {
            headers.put("x-llm-cost-usd", dollars(price.cost(usage)));
        }
        if (usage.estimated()) {
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
