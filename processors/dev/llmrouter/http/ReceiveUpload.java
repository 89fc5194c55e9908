package dev.llmrouter.http;

import dev.llmrouter.call.Upload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the file of a form from a path of {@code llm-http:} that is {@code streamed}, and goes on with an {@link Upload} once all of
 * it is on the disk. While it comes no thread is held, and no more than a few pieces are in memory.
 */
public final class ReceiveUpload extends AsyncProcessorSupport {

    private static final Logger LOG = LoggerFactory.getLogger(ReceiveUpload.class);

    private final Supplier<Path> parts;
    private final long most;
    private final Executor workers;

    /**
     * Takes files.
     *
     * @param parts where to write the next one
     * @param most how many bytes it may have
     * @param workers what exchanges go on with
     */
    public ReceiveUpload(Supplier<Path> parts, long most, Executor workers) {
        this.parts = parts;
        this.most = most;
        this.workers = workers;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        HttpCall call = exchange.getMessage().getBody(HttpCall.class);
        UnreadForm form = Objects.requireNonNull(
                exchange.getProperty(UnreadForm.PROPERTY, UnreadForm.class), "the path of the route is not streamed");
        Path to = parts.get();
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                delete(to);
            }
        });
        call.cancellation().onCancel(() -> form.giveUp(call.cancellation().why().asException()));
        form.receive(to, most)
                .onComplete(got -> workers.execute(() -> {
                    if (got.succeeded()) {
                        exchange.getMessage().setBody(got.result());
                    } else {
                        exchange.setException(got.cause());
                    }
                    callback.done(false);
                }));
        return false;
    }

    /** It is there only where nobody has kept it. */
    private static void delete(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            LOG.warn("{} is left over from an upload and can't be deleted: {}", part, e.toString());
        }
    }
}
