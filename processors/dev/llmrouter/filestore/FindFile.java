package dev.llmrouter.filestore;

import dev.llmrouter.call.RefusedException;
import dev.llmrouter.call.StoredFile;
import dev.llmrouter.call.StoredFiles;
import dev.llmrouter.llm.LlmHeaders;
import java.io.IOException;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** Goes on with the file that a path names, {@code /v1/files/ID} or, to be read, {@code /v1/files/ID/content}; else 404, also where it is another tenant's. */
public final class FindFile implements Processor {

    private static final Pattern PATH = Pattern.compile("/v1/files/([^/]+)(/content)?");

    private final StoredFiles files;
    private final Function<Exchange, @Nullable String> tenant;

    /** {@code tenant} tells who asks. */
    public FindFile(StoredFiles files, Function<Exchange, @Nullable String> tenant) {
        this.files = files;
        this.tenant = tenant;
    }

    @Override
    public void process(Exchange exchange) throws IOException {
        String asked = exchange.getMessage().getHeader(LlmHeaders.HTTP_PATH, "", String.class);
        String method = exchange.getMessage().getHeader(LlmHeaders.HTTP_METHOD, "", String.class);
        Matcher path = PATH.matcher(asked);
        if (!path.matches() || (path.group(2) != null && !method.equals("GET"))) {
            throw new RefusedException(
                    404,
                    "There is nothing there. There are GET and DELETE /v1/files/ID, and GET /v1/files/ID/content.",
                    "unknown_url");
        }
        StoredFile file = files.find(tenant.apply(exchange), path.group(1));
        if (file == null) {
            throw new RefusedException(404, "No such File object: " + path.group(1), "file_not_found");
        }
        exchange.getMessage().setBody(file);
    }
}
