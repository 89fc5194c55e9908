package dev.llmrouter.claim;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.anthropic.MessagesRequest;
import dev.llmrouter.call.StoredFile;
import dev.llmrouter.catalog.Capability;
import dev.llmrouter.llm.Claimed;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.responses.ResponsesRequest;
import dev.llmrouter.wire.WireRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The files that a request names. Immutable; holds none of their bytes.
 *
 * @param files by their ids
 * @param needs what a model must be able to do to answer the request with them in it
 */
record Tickets(Map<String, StoredFile> files, Set<Capability> needs) implements Claimed {

    /** Reads what is in a file. */
    @FunctionalInterface
    private interface Reading {
        byte[] of(StoredFile file) throws IOException;
    }

    /** {@return the tickets in a request, whose files there are} */
    static Tickets of(WireRequest request, Map<String, StoredFile> files) {
        try {
            return new Tickets(
                    Map.copyOf(files), with(request, files, file -> new byte[1]).needs());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the request with the files in it, read from the disk now} */
    WireRequest redeemed(WireRequest request) throws IOException {
        return with(request, files, file -> Files.readAllBytes(file.path()));
    }

    private static WireRequest with(WireRequest request, Map<String, StoredFile> files, Reading reading)
            throws IOException {
        JsonNode tree = Objects.requireNonNull(request.tree()).deepCopy();
        for (TicketPart part : TicketPart.in(tree)) {
            StoredFile file = files.get(part.id());
            if (file != null) {
                part.redeem(file, Media.of(file), reading.of(file));
            }
        }
        byte[] json = tree.toString().getBytes(StandardCharsets.UTF_8);
        return switch (request.operation()) {
            case MESSAGES -> MessagesRequest.read(json);
            case RESPONSES -> ResponsesRequest.read(json);
            default ->
                request instanceof OpenAiRequest chat && chat.isTranslated()
                        ? OpenAiRequest.translated(json)
                        : OpenAiRequest.read(json);
        };
    }
}
