package dev.llmrouter.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.wire.Json;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** There and back again: nothing is lost between the dialects, and every stream is one that clients can read. */
class ChatToMessagesPropertyTest {

    private record Call(String id, String name, String argument) {}

    private record Turn(String asked, String thought, String said, List<Call> calls) {}

    private static Arbitrary<String> text() {
        return Arbitraries.strings()
                .ofMinLength(1)
                .ofMaxLength(20)
                .excludeChars(surrogates())
                .map(text -> text + "🌍.");
    }

    private static char[] surrogates() {
        char[] surrogates = new char[0xE000 - 0xD800];
        for (int i = 0; i < surrogates.length; i++) {
            surrogates[i] = (char) (0xD800 + i);
        }
        return surrogates;
    }

    private static Arbitrary<String> name() {
        return Arbitraries.strings()
                .alpha()
                .numeric()
                .withChars('_', '-')
                .ofMinLength(1)
                .ofMaxLength(9);
    }

    @Provide
    Arbitrary<List<Turn>> turns() {
        Arbitrary<Call> call = Combinators.combine(name(), name(), text()).as(Call::new);
        Arbitrary<String> thought = Arbitraries.oneOf(Arbitraries.just(""), text());
        return Combinators.combine(text(), thought, text(), call.list().ofMaxSize(3))
                .as(Turn::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    private static ObjectNode chat(List<Turn> turns) {
        ObjectNode chat = Json.MAPPER.createObjectNode().put("model", "m");
        ArrayNode messages = chat.putArray("messages");
        for (Turn turn : turns) {
            messages.addObject().put("role", "user").put("content", turn.asked());
            ObjectNode reply = messages.addObject().put("role", "assistant");
            if (!turn.thought().isEmpty()) {
                reply.put("reasoning_content", turn.thought());
                reply.putArray("reasoning_details")
                        .add(Thoughts.text(turn.thought(), new Signature("", "", "S1g="), 0));
            }
            reply.put("content", turn.said());
            for (Call call : turn.calls()) {
                ObjectNode written = reply.withArray("tool_calls")
                        .addObject()
                        .put("id", call.id())
                        .put("type", "function");
                written.putObject("function").put("name", call.name()).put("arguments", arguments(call));
            }
            for (Call call : turn.calls()) {
                messages.addObject()
                        .put("role", "tool")
                        .put("tool_call_id", call.id())
                        .put("content", call.argument());
            }
        }
        return chat;
    }

    private static String arguments(Call call) {
        return Json.MAPPER.createObjectNode().put("x", call.argument()).toString();
    }

    @Property(tries = 300)
    void aChatIsTheSameAfterItWasARequestToMessages(@ForAll("turns") List<Turn> turns) {
        ObjectNode chat = chat(turns);
        Buffer messages = ChatAsMessages.of(
                        OpenAiRequest.read(chat.toString().getBytes(UTF_8)), StructuredOutput.NATIVE)
                .forModel("m");
        JsonNode back =
                MessagesRequest.read(messages.getBytes()).toChat().request().tree();
        assertThat(back.path("messages")).isEqualTo(chat.path("messages"));
    }

    /** Deltas of one reply: thoughts, then a text, then the pieces of calls, mixed as a provider may mix them. */
    private static List<ObjectNode> deltas(Turn turn, List<Integer> order) {
        List<ObjectNode> deltas = new ArrayList<>();
        if (!turn.thought().isEmpty()) {
            deltas.add(Json.MAPPER.createObjectNode().put("reasoning_content", turn.thought()));
        }
        deltas.add(Json.MAPPER.createObjectNode().put("content", turn.said()));
        List<List<ObjectNode>> calls = new ArrayList<>();
        for (int i = 0; i < turn.calls().size(); i++) {
            calls.add(pieces(turn.calls().get(i), i));
        }
        for (int i = 0; calls.stream().anyMatch(pieces -> !pieces.isEmpty()); i++) {
            int wanted = order.get(i % order.size()) % calls.size();
            List<ObjectNode> pieces = calls.get(wanted);
            if (pieces.isEmpty()) {
                pieces = calls.stream()
                        .filter(left -> !left.isEmpty())
                        .findFirst()
                        .orElseThrow();
            }
            deltas.add(pieces.remove(0));
        }
        return deltas;
    }

    private static List<ObjectNode> pieces(Call call, int index) {
        List<ObjectNode> pieces = new ArrayList<>();
        String arguments = arguments(call);
        int half = arguments.offsetByCodePoints(0, arguments.codePointCount(0, arguments.length()) / 2);
        for (String piece : List.of("", arguments.substring(0, half), arguments.substring(half))) {
            ObjectNode delta = Json.MAPPER.createObjectNode();
            ObjectNode written = delta.putArray("tool_calls").addObject().put("index", index);
            if (piece.isEmpty()) {
                written.put("id", call.id() + index);
            }
            ObjectNode function = written.putObject("function").put("arguments", piece);
            if (piece.isEmpty()) {
                function.put("name", call.name());
            }
            pieces.add(delta);
        }
        return pieces;
    }

    @Property(tries = 300)
    void aStreamHasOneBlockAtATimeHoweverItsPiecesAreMixed(
            @ForAll("turns") List<Turn> turns, @ForAll("orders") List<Integer> order) {
        Turn turn = turns.get(0);
        ChunksToEvents toEvents = new ChunksToEvents();
        Buffer events = Buffer.buffer();
        for (ObjectNode delta : deltas(turn, order)) {
            ObjectNode chunk = Json.MAPPER.createObjectNode().put("id", "chatcmpl-1");
            chunk.putArray("choices").addObject().put("index", 0).set("delta", delta);
            events.appendBuffer(toEvents.translate(Buffer.buffer("data: " + chunk + "\n\n")));
        }
        events.appendBuffer(toEvents.translate(Buffer.buffer("data: [DONE]\n\n")));
        List<JsonNode> blocks = blocks(Trees.events(events));
        assertThat(text(blocks, "thinking")).isEqualTo(turn.thought());
        assertThat(text(blocks, "text")).isEqualTo(turn.said());
        List<JsonNode> calls = blocks.stream()
                .filter(block -> block.path("type").asText().equals("tool_use"))
                .toList();
        assertThat(calls).hasSameSizeAs(turn.calls());
        for (JsonNode call : calls) {
            String id = call.path("id").asText();
            int index = Integer.parseInt(id.substring(id.length() - 1));
            Call expected = turn.calls().get(index);
            assertThat(id).isEqualTo(expected.id() + index);
            assertThat(call.path("name").asText()).isEqualTo(expected.name());
            assertThat(call.path("pieces").asText()).isEqualTo(arguments(expected));
        }
    }

    @Provide
    Arbitrary<List<Integer>> orders() {
        return Arbitraries.integers().between(0, 2).list().ofMinSize(1).ofMaxSize(9);
    }

    private static String text(List<JsonNode> blocks, String type) {
        StringBuilder text = new StringBuilder();
        blocks.stream()
                .filter(block -> block.path("type").asText().equals(type))
                .forEach(block -> text.append(block.path("pieces").asText()));
        return text.toString();
    }

    private static List<JsonNode> blocks(List<JsonNode> events) {
        List<JsonNode> blocks = new ArrayList<>();
        boolean isOpen = false;
        for (JsonNode event : events) {
            switch (event.path("type").asText()) {
                case "content_block_start" -> {
                    assertThat(isOpen).isFalse();
                    assertThat(event.path("index").asInt()).isEqualTo(blocks.size());
                    isOpen = true;
                    blocks.add(((ObjectNode) event.path("content_block")).put("pieces", ""));
                }
                case "content_block_delta" -> {
                    assertThat(isOpen).isTrue();
                    ObjectNode block =
                            (ObjectNode) blocks.get(event.path("index").asInt());
                    JsonNode delta = event.path("delta");
                    block.put(
                            "pieces",
                            block.path("pieces").asText()
                                    + delta.path("text").asText("")
                                    + delta.path("thinking").asText("")
                                    + delta.path("partial_json").asText(""));
                }
                case "content_block_stop" -> isOpen = false;
                default -> {}
            }
        }
        assertThat(isOpen).isFalse();
        return blocks;
    }
}
