package dev.llmrouter.http;

import dev.llmrouter.call.WholeAnswer;
import io.vertx.core.buffer.Buffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a call that failed is answered in OpenAI's format over HTTP, for channels that are not HTTP and say the same.
 * Thread-safe.
 */
public final class ErrorAnswer implements Function<@Nullable Throwable, WholeAnswer> {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswer.class);

    @Override
    public WholeAnswer apply(@Nullable Throwable thrown) {
        Refusal refusal = Refusal.of(thrown);
        if (refusal.status() == 500) {
            LOG.error("a call failed in the router itself", thrown);
        }
        HttpAnswer answer = OpenAiErrors.of(refusal);
        Buffer body = answer.body();
        return new WholeAnswer(
                answer.status(), answer.contentType(), answer.headers(), body == null ? Buffer.buffer() : body);
    }
}
