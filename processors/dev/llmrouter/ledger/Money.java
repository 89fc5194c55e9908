package dev.llmrouter.ledger;

import java.math.BigDecimal;

/** Money as people read it. */
final class Money {

    private static final int NANO_DIGITS = 9;

    private Money() {}

    /** {@return US dollars, exact} */
    static BigDecimal usd(long nanos) {
        BigDecimal usd = BigDecimal.valueOf(nanos, NANO_DIGITS).stripTrailingZeros();
        return usd.scale() < 0 ? usd.setScale(0) : usd;
    }
}
