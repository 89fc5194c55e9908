package dev.llmrouter.limit;

import dev.llmrouter.call.MinuteRate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is left, in OpenAI's headers: of the account that has least of it.
 * See https://platform.openai.com/docs/guides/rate-limits
 */
final class LimitHeaders {

    private static final Names REQUESTS = Names.of("requests");
    private static final Names TOKENS = Names.of("tokens");

    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;

    private LimitHeaders() {}

    static Map<String, String> of(List<Allotment> allotments) {
        Map<String, String> headers = new HashMap<>();
        REQUESTS.add(headers, least(allotments, Allotment::requests));
        TOKENS.add(headers, least(allotments, Allotment::tokens));
        return headers;
    }

    private record Names(String limit, String remaining, String reset) {

        static Names of(String what) {
            return new Names("x-ratelimit-limit-" + what, "x-ratelimit-remaining-" + what, "x-ratelimit-reset-" + what);
        }

        void add(Map<String, String> headers, @Nullable Left left) {
            if (left != null) {
                headers.put(limit, Long.toString(left.rate.most()));
                headers.put(remaining, Long.toString(left.amount));
                headers.put(reset, duration(left.rate.nanosUntilFull()));
            }
        }
    }

    private record Left(MinuteRate rate, long amount) {}

    private static @Nullable Left least(List<Allotment> allotments, Function<Allotment, @Nullable MinuteRate> kind) {
        Left least = null;
        for (Allotment allotment : allotments) {
            MinuteRate rate = kind.apply(allotment);
            if (rate != null) {
                long amount = rate.left();
                least = least == null || amount < least.amount ? new Left(rate, amount) : least;
            }
        }
        return least;
    }

    /** {@return such as {@code 20ms}, {@code 8.64s}, {@code 6m0s}, rounded up to milliseconds} */
    static String duration(long nanos) {
        long millis = (nanos + TimeUnit.MILLISECONDS.toNanos(1) - 1) / TimeUnit.MILLISECONDS.toNanos(1);
        if (millis > 0 && millis < 1000) {
            return millis + "ms";
        }
        StringBuilder text = new StringBuilder();
        if (millis >= HOUR) {
            text.append(millis / HOUR).append('h');
        }
        if (millis >= MINUTE) {
            text.append(millis % HOUR / MINUTE).append('m');
        }
        return text.append(seconds(millis % MINUTE)).append('s').toString();
    }

    private static String seconds(long millis) {
        String whole = Long.toString(millis / 1000);
        if (millis % 1000 == 0) {
            return whole;
        }
        String digits = Long.toString(1000 + millis % 1000);
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        return whole + '.' + digits.substring(1, end);
    }
}
