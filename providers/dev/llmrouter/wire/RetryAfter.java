package dev.llmrouter.wire;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When a provider that refuses wants to be asked again, from whichever of its headers says so: {@code retry-after} (RFC
 * 9110, seconds or a date) and {@code retry-after-ms}, or else the reset of a limit of which nothing remains, as OpenAI
 * ({@code x-ratelimit-reset-tokens: 6m0s}) and Anthropic ({@code anthropic-ratelimit-tokens-reset}, RFC 3339) have it.
 */
public final class RetryAfter {

    /** A reset tells when all of a limit is back; some of it is before that. */
    private static final Duration LONGEST_RESET = Duration.ofMinutes(1);

    private static final List<String> LIMITS = List.of("requests", "tokens", "input-tokens", "output-tokens");

    private static final Pattern AMOUNT = Pattern.compile("(?:(\\d{1,4})h)?(?:(\\d{1,6})m(?!s))?(?:(\\d{1,9}"
            + "(?:\\.\\d{1,9})?)s)?(?:(\\d{1,9}(?:\\.\\d{1,9})?)ms)?");

    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(?:\\.\\d{1,9})?");

    private RetryAfter() {}

    /**
     * {@return how long to wait, in seconds, as a header would have it; null where nothing says so}
     *
     * @param header the value of a header of the answer, null where it has none
     * @param now by which dates are told
     */
    public static @Nullable String of(Function<String, @Nullable String> header, Instant now) {
        Duration said = time(header.apply("retry-after"), now);
        String millis = said == null ? header.apply("retry-after-ms") : null;
        if (millis != null && SECONDS.matcher(millis).matches()) {
            said = seconds(Double.parseDouble(millis) / 1000);
        }
        if (said == null) {
            said = reset(header, now);
        }
        return said == null ? null : Double.toString(Math.max(0, said.toMillis()) / 1000.0);
    }

    private static @Nullable Duration reset(Function<String, @Nullable String> header, Instant now) {
        Duration longest = null;
        for (String limit : LIMITS) {
            Duration openAi = resetIfNoneIsLeft(
                    header.apply("x-ratelimit-remaining-" + limit), header.apply("x-ratelimit-reset-" + limit), now);
            Duration anthropic = resetIfNoneIsLeft(
                    header.apply("anthropic-ratelimit-" + limit + "-remaining"),
                    header.apply("anthropic-ratelimit-" + limit + "-reset"),
                    now);
            longest = longer(longer(longest, openAi), anthropic);
        }
        return longest != null && longest.compareTo(LONGEST_RESET) > 0 ? LONGEST_RESET : longest;
    }

    private static @Nullable Duration resetIfNoneIsLeft(
            @Nullable String remaining, @Nullable String reset, Instant now) {
        return remaining != null && remaining.strip().equals("0") ? time(reset, now) : null;
    }

    private static @Nullable Duration longer(@Nullable Duration one, @Nullable Duration other) {
        return one == null || (other != null && other.compareTo(one) > 0) ? other : one;
    }

    private static @Nullable Duration time(@Nullable String text, Instant now) {
        String said = text == null ? "" : text.strip();
        if (said.isEmpty()) {
            return null;
        }
        if (SECONDS.matcher(said).matches()) {
            return seconds(Double.parseDouble(said));
        }
        Matcher amount = AMOUNT.matcher(said);
        return amount.matches() ? amount(amount) : until(said, now);
    }

    private static Duration amount(Matcher parts) {
        return seconds(number(parts, 1) * 3600 + number(parts, 2) * 60 + number(parts, 3) + number(parts, 4) / 1000);
    }

    private static double number(Matcher parts, int group) {
        String digits = parts.group(group);
        return digits == null ? 0 : Double.parseDouble(digits);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis((long) Math.ceil(seconds * 1000));
    }

    private static @Nullable Duration until(String date, Instant now) {
        DateTimeFormatter format =
                date.contains(",") ? DateTimeFormatter.RFC_1123_DATE_TIME : DateTimeFormatter.ISO_OFFSET_DATE_TIME;
        try {
            return Duration.between(now, format.withLocale(Locale.ROOT).parse(date, Instant::from));
        } catch (DateTimeException neither) {
            return null;
        }
    }
}
