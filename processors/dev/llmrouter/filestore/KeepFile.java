package dev.llmrouter.filestore;

import dev.llmrouter.call.NewFile;
import dev.llmrouter.call.Upload;
import dev.llmrouter.wire.JsonRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** Keeps an {@link Upload} for whoever sent it, and goes on with the file as it is known from then on. */
public final class KeepFile implements Processor {

    private static final List<String> PURPOSES =
            List.of("assistants", "batch", "evals", "fine-tune", "user_data", "vision");
    private static final String ANCHOR = "expires_after[anchor]";
    private static final String SECONDS = "expires_after[seconds]";
    private static final long SHORTEST = Duration.ofHours(1).toSeconds();
    private static final long LONGEST = Duration.ofDays(30).toSeconds();
    private static final int LONGEST_NAME = 500;

    private final FileStore files;
    private final Function<Exchange, @Nullable String> tenant;

    /** {@code tenant} tells who sends what comes in an exchange. */
    public KeepFile(FileStore files, Function<Exchange, @Nullable String> tenant) {
        this.files = files;
        this.tenant = tenant;
    }

    @Override
    public void process(Exchange exchange) throws IOException {
        Upload upload = exchange.getMessage().getBody(Upload.class);
        String purpose = upload.fields().getOrDefault("purpose", "");
        if (!PURPOSES.contains(purpose)) {
            throw JsonRequest.malformed("Invalid 'purpose': expected one of " + String.join(", ", PURPOSES), "purpose");
        }
        NewFile what = new NewFile(name(upload.name()), purpose, upload.mediaType(), time(upload.fields()));
        exchange.getMessage().setBody(files.keepUpload(tenant.apply(exchange), upload.path(), what));
    }

    private static String name(@Nullable String said) {
        return said == null || said.isBlank() ? "file" : said.substring(0, Math.min(LONGEST_NAME, said.length()));
    }

    private static @Nullable Duration time(Map<String, String> fields) {
        String seconds = fields.get(SECONDS);
        if (seconds == null && !fields.containsKey(ANCHOR)) {
            return null;
        }
        if (!"created_at".equals(fields.get(ANCHOR))) {
            throw JsonRequest.malformed("Invalid '" + ANCHOR + "': expected created_at.", ANCHOR);
        }
        try {
            long time = seconds == null ? 0 : Long.parseLong(seconds);
            if (time >= SHORTEST && time <= LONGEST) {
                return Duration.ofSeconds(time);
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw JsonRequest.malformed(
                "Invalid '" + SECONDS + "': expected a number from " + SHORTEST + " to " + LONGEST + ".", SECONDS);
    }
}
