package dev.llmrouter.filestore;

import dev.llmrouter.call.Caller;
import java.io.IOException;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** Refuses an upload for which its sender has no room, before any of it has come. */
public final class CheckRoom implements Processor {

    /** More than a form has besides its file. */
    private static final long AROUND = 64 << 10;

    private final FileStore files;
    private final Function<Exchange, @Nullable String> tenant;

    /** {@code tenant} tells who sends what comes in an exchange. */
    public CheckRoom(FileStore files, Function<Exchange, @Nullable String> tenant) {
        this.files = files;
        this.tenant = tenant;
    }

    @Override
    public void process(Exchange exchange) throws IOException {
        Caller caller = exchange.getMessage().getBody(Caller.class);
        files.checkRoom(tenant.apply(exchange), Math.max(1, length(caller.header("content-length")) - AROUND));
    }

    /** What is no number is refused by whoever reads the form. */
    private static long length(@Nullable String said) {
        try {
            return said == null ? 0 : Long.parseLong(said);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
