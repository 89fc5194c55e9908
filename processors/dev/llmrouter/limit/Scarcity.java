package dev.llmrouter.limit;

import dev.llmrouter.call.Account;
import dev.llmrouter.call.NamePatterns;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Why an account may not make a call now.
 *
 * @param models those that it may not make of
 * @param most how many of them it may
 * @param nanos until it may; 0 where that can't be said
 */
record Scarcity(Account account, NamePatterns models, Kind kind, long most, long nanos) {

    enum Kind {
        REQUESTS("make %d calls a minute"),
        TOKENS("use %d tokens a minute"),
        CONCURRENT("have %d calls at one time");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /** {@return such as {@code The tenant 'acme' may make 600 calls a minute.}} */
    String sentence() {
        String whose = account.kind().name().toLowerCase(Locale.ROOT);
        String of = models == NamePatterns.ALL ? "." : " of " + models + ".";
        return "The " + whose + " '" + account.name() + "' may " + String.format(Locale.ROOT, kind.words, most) + of;
    }

    /** Rounded up, so that who comes back then does not come too early. */
    int seconds() {
        long second = TimeUnit.SECONDS.toNanos(1);
        return (int) Math.max(1, (nanos + second - 1) / second);
    }
}
