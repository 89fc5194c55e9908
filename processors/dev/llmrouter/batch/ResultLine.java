package dev.llmrouter.batch;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A result in OpenAI's Batch format, on one line; the body is the provider's own. */
final class ResultLine {

    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    private ResultLine() {}

    /** {@return the JSON object, with no line feed} */
    static byte[] of(Line line, Answered answered) {
        String custom = answered.customId() == null ? line.name() : answered.customId();
        boolean isRead = answered.status() > 0;
        ByteArrayOutputStream out = new ByteArrayOutputStream(answered.body().length + 200);
        out.writeBytes(("{\"id\":\"batch_req_" + answered.requestId() + "\",\"custom_id\":\"" + quoted(custom)
                        + "\",\"response\":")
                .getBytes(StandardCharsets.UTF_8));
        if (isRead) {
            out.writeBytes(("{\"status_code\":" + answered.status() + ",\"request_id\":\"" + answered.requestId()
                            + "\",\"body\":")
                    .getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(onOneLine(answered.body()));
            out.write('}');
        } else {
            out.writeBytes(NULL);
        }
        out.writeBytes(",\"error\":".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(isRead ? NULL : answered.body());
        out.write('}');
        return out.toByteArray();
    }

    private static String quoted(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }

    /** In JSON line breaks only stand between tokens, where a blank is as good. */
    private static byte[] onOneLine(byte[] json) {
        byte[] copy = json;
        for (int i = 0; i < json.length; i++) {
            if (json[i] == '\n' || json[i] == '\r') {
                copy = copy == json ? json.clone() : copy;
                copy[i] = ' ';
            }
        }
        return copy;
    }
}
