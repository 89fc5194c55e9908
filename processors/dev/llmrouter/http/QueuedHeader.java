package dev.llmrouter.http;

import dev.llmrouter.call.Call;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** For how long a call waited for its turn, in a header of its answer; a call that did not has none. */
final class QueuedHeader {

    private static final String NAME = "x-llm-queued-ms";

    private QueuedHeader() {}

    static void add(Map<String, String> headers, Call call) {
        if (call.turn().waitedNanos() > 0) {
            headers.put(NAME, millis(call));
        }
    }

    static Refusal add(Refusal refusal, Call call) {
        return call.turn().waitedNanos() > 0 ? refusal.with(NAME, millis(call)) : refusal;
    }

    private static String millis(Call call) {
        return Long.toString(TimeUnit.NANOSECONDS.toMillis(call.turn().waitedNanos()));
    }
}
