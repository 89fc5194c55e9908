package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.EventCutter;
import dev.llmrouter.wire.Json;
import dev.llmrouter.wire.TranslatedStream.EventTranslator;
import io.vertx.core.buffer.Buffer;
import java.util.function.Supplier;

/** Puts the chunks of one chat completion as the events of a message, each as it comes. Not thread-safe. */
final class ChunksToEvents implements EventTranslator {

    private final EventWriter events = new EventWriter();
    private final BlocksInTurn blocks = new BlocksInTurn(events);
    private final ToolPieces calls = new ToolPieces(blocks);
    private JsonNode lastChoice = Json.MAPPER.missingNode();
    private JsonNode usage = Json.MAPPER.missingNode();
    private Supplier<Usage> counted = () -> Usage.NONE;
    private boolean isBegun;
    private boolean isOver;

    @Override
    public Buffer translate(Buffer chunks) {
        WholeEvents.each(chunks, this::read);
        return events.take();
    }

    @Override
    public void counting(Supplier<Usage> usage) {
        counted = usage;
    }

    private void read(EventCutter.Data data) {
        if (isOver) {
            return;
        }
        if (data.isDone()) {
            finish();
            return;
        }
        JsonNode chunk = WholeEvents.tree(data);
        if (chunk.hasNonNull("error")) {
            isOver = true;
            JsonNode error = chunk.path("error");
            events.write(ErrorWords.event(error));
        } else if (chunk.isObject()) {
            chunk(chunk);
        }
    }

    private void chunk(JsonNode chunk) {
        begin(chunk);
        if (chunk.path("usage").isObject()) {
            usage = chunk.path("usage");
        }
        for (JsonNode choice : chunk.path("choices")) {
            if (choice.path("index").asInt(0) == 0) {
                // a few servers send a whole message where a piece belongs
                delta(choice.has("message") ? choice.path("message") : choice.path("delta"));
                if (choice.path("finish_reason").isTextual()) {
                    lastChoice = choice;
                }
            }
        }
    }

    private void begin(JsonNode chunk) {
        if (isBegun) {
            return;
        }
        isBegun = true;
        String id = MessageHead.id(chunk);
        calls.of(id);
        ObjectNode message = MessageHead.write(id, chunk);
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence");
        // OpenAI's servers count when all is said
        message.set("usage", CountedTokens.fromChat(Json.MAPPER.missingNode()));
        ObjectNode start = EventWriter.event("message_start");
        start.set("message", message);
        events.write(start);
    }

    private void delta(JsonNode delta) {
        ThoughtPieces.of(delta).forEach(this::thought);
        text(SaidText.of(delta.path("content")));
        text(SaidText.of(delta.path("refusal")));
        delta.path("tool_calls").forEach(calls::add);
    }

    private void thought(ThoughtPieces.Piece piece) {
        if (piece.isRedacted()) {
            blocks.begin(ContentBlock.redacted(piece.redacted()));
            return;
        }
        ContentBlock block = blocks.last();
        if (block == null || !block.isThought(piece.index())) {
            block = ContentBlock.thinking(piece.index());
            blocks.begin(block);
        }
        if (!piece.text().isEmpty()) {
            blocks.add(block, EventWriter.event("thinking_delta").put("thinking", piece.text()));
        }
        if (!piece.signature().isEmpty()) {
            block.sign();
            blocks.add(block, EventWriter.event("signature_delta").put("signature", piece.signature()));
        }
    }

    private void text(String piece) {
        if (piece.isEmpty()) {
            return;
        }
        ContentBlock block = blocks.last();
        if (block == null || !block.isText()) {
            block = ContentBlock.text();
            blocks.begin(block);
        }
        blocks.add(block, EventWriter.event("text_delta").put("text", piece));
    }

    private void finish() {
        isOver = true;
        begin(Json.MAPPER.missingNode());
        blocks.endAll();
        ObjectNode end = EventWriter.event("message_delta");
        StopReasons.write(
                end.putObject("delta"),
                lastChoice,
                lastChoice.path("finish_reason").asText("stop"),
                calls.hasAny());
        end.set("usage", usage.isObject() ? CountedTokens.fromChat(usage) : CountedTokens.of(counted.get()));
        events.write(end);
        events.write(EventWriter.event("message_stop"));
    }
}
