package dev.llmrouter.http;

import io.vertx.core.MultiMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** What a call is known by: the caller's own {@code x-request-id} where it has one that can be logged, else a new one. */
final class RequestIds {

    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9._:/+=-]{1,128}");
    private static final char[] DIGITS = "0123456789abcdef".toCharArray();

    private RequestIds() {}

    static String of(MultiMap headers) {
        String given = headers.get(Dialect.REQUEST_ID);
        return given != null && SAFE.matcher(given).matches() ? given : random();
    }

    private static String random() {
        char[] id = new char[28];
        "req_".getChars(0, 4, id, 0);
        ThreadLocalRandom random = ThreadLocalRandom.current();
        for (int at = 4; at < 28; at += 12) {
            long bits = random.nextLong();
            for (int i = 0; i < 12; i++) {
                id[at + i] = DIGITS[(int) (bits >>> (i * 4)) & 15];
            }
        }
        return new String(id);
    }
}
