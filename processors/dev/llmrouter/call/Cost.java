package dev.llmrouter.call;

import dev.llmrouter.catalog.Price;
import dev.llmrouter.outcome.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the attempts of a call cost. */
public final class Cost {

    private static final int DECIMALS = 10;

    private Cost() {}

    /** {@return US dollars as a plain number; null where the price of one of them is not known} */
    public static @Nullable String usd(List<Attempt> attempts) {
        double sum = 0;
        for (Attempt attempt : attempts) {
            Usage usage = attempt.usage();
            Price price = attempt.target().price();
            if (usage != null && price == null) {
                return null;
            }
            sum += usage == null || price == null ? 0 : price.cost(usage);
        }
        BigDecimal exact =
                BigDecimal.valueOf(sum).setScale(DECIMALS, RoundingMode.HALF_UP).stripTrailingZeros();
        return exact.signum() == 0 ? "0" : exact.toPlainString();
    }
}
