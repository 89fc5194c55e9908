package dev.llmrouter.claim;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.call.Call;
import dev.llmrouter.call.Identity;
import dev.llmrouter.call.RefusedException;
import dev.llmrouter.call.StoredFile;
import dev.llmrouter.call.StoredFiles;
import dev.llmrouter.wire.WireRequest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** Looks up the files that a request names, which have to be its caller's, so that targets are chosen that take them. */
public final class ReadTickets implements Processor {

    /** What 32 MB are that providers take in one request, before base64 makes four bytes of three. */
    private static final long MOST_BYTES = 24_000_000;

    private final @Nullable StoredFiles files;

    /** {@code files} is null where none are kept; then what names one goes to the provider as it is. */
    public ReadTickets(@Nullable StoredFiles files) {
        this.files = files;
    }

    @Override
    public void process(Exchange exchange) throws IOException {
        Call call = Call.of(exchange);
        WireRequest wire = call.request().wire();
        if (files == null || wire == null || !wire.namesFiles()) {
            return;
        }
        JsonNode tree = wire.tree();
        if (tree == null) {
            return;
        }
        List<TicketPart> parts = TicketPart.in(tree);
        if (!parts.isEmpty()) {
            Map<String, StoredFile> found = new LinkedHashMap<>();
            for (TicketPart part : parts) {
                found.put(part.id(), find(files, call, part.id()));
            }
            checkLength(call, parts.stream().map(part -> found.get(part.id())).toList());
            try {
                call.request().claim(Tickets.of(wire, found));
            } catch (RefusedException unsupported) {
                throw call.refuse(unsupported);
            }
        }
    }

    private static StoredFile find(StoredFiles files, Call call, String id) throws IOException {
        Identity identity = call.access().identity();
        StoredFile file = files.find(identity == null ? null : identity.tenant(), id);
        if (file == null) {
            throw call.refuse(new RefusedException(
                    404, "No such File object: " + id + ". Upload it with POST /v1/files first.", "file_not_found"));
        }
        return file;
    }

    private static void checkLength(Call call, List<@Nullable StoredFile> named) {
        long bytes = 0;
        for (StoredFile file : named) {
            bytes += file == null ? 0 : file.bytes();
        }
        if (bytes > MOST_BYTES) {
            throw call.refuse(new RefusedException(
                    413,
                    "The files that the request names have " + bytes + " bytes together; the most is " + MOST_BYTES
                            + ".",
                    "attachments_too_large"));
        }
    }
}
