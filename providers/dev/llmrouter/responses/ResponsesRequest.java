package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.catalog.Capability;
import dev.llmrouter.openai.ChatTranslatable;
import dev.llmrouter.wire.Json;
import dev.llmrouter.wire.JsonRequest;
import dev.llmrouter.wire.JsonWireRequest;
import dev.llmrouter.wire.Operation;
import dev.llmrouter.wire.TranslatedStream.EventTranslator;
import dev.llmrouter.wire.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A request for a response as the caller wrote it. Immutable and thread-safe. */
public final class ResponsesRequest extends JsonWireRequest implements ChatTranslatable {

    private final int limit;

    ResponsesRequest(JsonRequest json, int limit) {
        super(Operation.RESPONSES, json, List.of());
        this.limit = limit;
    }

    /**
     * Reads what a router must know of a request, in one pass over its bytes.
     *
     * @param json UTF-8; kept, not copied
     * @throws dev.llmrouter.outcome.LlmException of class BAD_REQUEST where it is no JSON object, or lacks {@code model}
     *     or {@code input}
     */
    public static ResponsesRequest read(byte[] json) {
        return new InputScan().read(json);
    }

    @Override
    public @Nullable String user() {
        return json().user();
    }

    @Override
    public int maxOutputTokens() {
        return limit;
    }

    @Override
    public boolean namesFiles() {
        return json().namesFiles();
    }

    @Override
    public Set<Capability> needs() {
        return json().needs();
    }

    @Override
    public WireFormat format() {
        return ResponsesFormat.INSTANCE;
    }

    @Override
    public Translated toChat() {
        return RequestTranslator.translate(tree());
    }

    @Override
    public byte[] fromChat(byte[] completion) {
        GrowingResponse response = new GrowingResponse(form(), (type, fields) -> {});
        response.hear(tree(completion));
        return response.complete().toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public EventTranslator fromChatEvents() {
        return new ChunkTranslator(form());
    }

    private ResponseForm form() {
        return new ResponseForm(tree());
    }

    private static JsonNode tree(byte[] completion) {
        try {
            return Json.MAPPER.readTree(completion);
        } catch (IOException e) {
            throw new UncheckedIOException("a reply was passed on that is not JSON", e);
        }
    }
}
