package dev.llmrouter.responses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.wire.Json;
import dev.llmrouter.wire.TranslatedStream.EventTranslator;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** There and back again: nothing is lost on the way to a response and from it. */
class ChatToResponsesPropertyTest {

    /** Half a character outside the basic plane has no form in UTF-8. */
    private static final ObjectWriter ASCII = Json.MAPPER.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);

    private record Call(String id, String argument) {}

    private record Turn(String asked, boolean isSealed, String said, List<Call> calls) {}

    private static Arbitrary<String> text() {
        return Arbitraries.strings()
                .withCharRange(' ', '\ud7ff')
                .ofMinLength(1)
                .ofMaxLength(20)
                .map(text -> text + "🌍.");
    }

    @Provide
    Arbitrary<List<Turn>> turns() {
        Arbitrary<Call> call = Combinators.combine(Arbitraries.strings().alpha().ofLength(9), text())
                .as(Call::new);
        Arbitrary<Boolean> sealed = Arbitraries.of(true, false);
        return Combinators.combine(
                        text(), sealed, text(), call.list().ofMaxSize(3).uniqueElements(Call::id))
                .as(Turn::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    private static ObjectNode chat(List<Turn> turns) {
        ObjectNode chat = Json.MAPPER.createObjectNode().put("model", "m");
        ArrayNode messages = chat.putArray("messages");
        messages.addObject().put("role", "system").put("content", "Be brief.");
        for (Turn turn : turns) {
            messages.addObject().put("role", "user").put("content", turn.asked());
            ObjectNode reply = messages.addObject().put("role", "assistant").put("content", turn.said());
            if (turn.isSealed()) {
                reply.putArray("reasoning_details")
                        .addObject()
                        .put("type", "reasoning.encrypted")
                        .put("data", "S1g=")
                        .put("format", SealedThoughts.FORMAT)
                        .put("id", "rs_1")
                        .put("index", 0);
            }
            for (Call call : turn.calls()) {
                ObjectNode written = reply.withArray("tool_calls")
                        .addObject()
                        .put("id", call.id())
                        .put("type", "function");
                written.putObject("function").put("name", "f").put("arguments", arguments(call));
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
    void aChatIsTheSameAfterItWasARequestForAResponse(@ForAll("turns") List<Turn> turns) {
        ObjectNode chat = chat(turns);
        Buffer request = ChatAsResponses.of(OpenAiRequest.read(chat.toString().getBytes(UTF_8)))
                .forModel("m");
        JsonNode back =
                ResponsesRequest.read(request.getBytes()).toChat().request().tree();
        assertThat(back.path("messages")).isEqualTo(chat.path("messages"));
    }

    @Property(tries = 300)
    void aStreamAddsUpHoweverItsPiecesAreMixedAndCut(
            @ForAll("turns") List<Turn> turns, @ForAll("orders") List<Integer> order) throws JsonProcessingException {
        Turn turn = turns.get(0);
        EventTranslator toChunks = ChatAsResponses.of(
                        OpenAiRequest.read(chat(turns).toString().getBytes(UTF_8)))
                .toChunks(() -> null);
        StringBuilder text = new StringBuilder();
        List<StringBuilder> arguments = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (ObjectNode event : events(turn, order)) {
            String chunks = toChunks.translate(Buffer.buffer("data: " + ASCII.writeValueAsString(event) + "\n\n"))
                    .toString();
            for (String line :
                    chunks.lines().filter(found -> found.startsWith("data: {")).toList()) {
                JsonNode delta = Json.MAPPER.readTree(line.substring(6)).at("/choices/0/delta");
                text.append(delta.path("content").asText(""));
                for (JsonNode call : delta.path("tool_calls")) {
                    if (call.has("id")) {
                        assertThat(call.path("index").asInt()).isEqualTo(ids.size());
                        ids.add(call.path("id").asText());
                        arguments.add(new StringBuilder());
                    }
                    arguments
                            .get(call.path("index").asInt())
                            .append(call.at("/function/arguments").asText());
                }
            }
        }
        assertThat(text.toString()).isEqualTo(turn.said());
        assertThat(ids)
                .containsExactlyInAnyOrderElementsOf(
                        turn.calls().stream().map(Call::id).toList());
        for (Call call : turn.calls()) {
            assertThat(arguments.get(ids.indexOf(call.id())).toString()).isEqualTo(arguments(call));
        }
    }

    /** The events of one reply, in which items grow side by side; some of their pieces never come. */
    private static List<ObjectNode> events(Turn turn, List<Integer> order) {
        List<List<ObjectNode>> items = new ArrayList<>();
        items.add(pieces(0, "response.output_text.delta", turn.said(), message(turn), order));
        for (int i = 0; i < turn.calls().size(); i++) {
            ObjectNode item = call(turn.calls().get(i));
            items.add(pieces(
                    i + 1,
                    "response.function_call_arguments.delta",
                    arguments(turn.calls().get(i)),
                    item,
                    order));
        }
        List<ObjectNode> events = new ArrayList<>();
        for (int i = 0; items.stream().anyMatch(left -> !left.isEmpty()); i++) {
            List<List<ObjectNode>> left =
                    items.stream().filter(pieces -> !pieces.isEmpty()).toList();
            events.add(left.get(order.get(i % order.size()) % left.size()).remove(0));
        }
        events.add(Json.MAPPER.createObjectNode().put("type", "response.completed"));
        return events;
    }

    private static ObjectNode message(Turn turn) {
        ObjectNode item = Json.MAPPER.createObjectNode().put("type", "message");
        item.putArray("content").addObject().put("type", "output_text").put("text", turn.said());
        return item;
    }

    private static ObjectNode call(Call call) {
        return Json.MAPPER
                .createObjectNode()
                .put("type", "function_call")
                .put("call_id", call.id())
                .put("name", "f")
                .put("arguments", arguments(call));
    }

    private static List<ObjectNode> pieces(int index, String type, String whole, ObjectNode item, List<Integer> order) {
        List<ObjectNode> events = new ArrayList<>();
        ObjectNode begun = item.deepCopy();
        begun.remove(List.of("content", "arguments"));
        events.add(event("response.output_item.added", index).set("item", begun));
        int said = order.get(0) % (whole.length() + 1);
        for (int i = 0; i < said; i++) {
            // also within a character outside the basic plane
            events.add(event(type, index).put("delta", whole.substring(i, i + 1)));
        }
        events.add(event("response.output_item.done", index).set("item", item));
        return events;
    }

    private static ObjectNode event(String type, int index) {
        return Json.MAPPER
                .createObjectNode()
                .put("type", type)
                .put("output_index", index)
                .put("content_index", 0);
    }

    @Provide
    Arbitrary<List<Integer>> orders() {
        return Arbitraries.integers().between(0, 60).list().ofMinSize(1).ofMaxSize(9);
    }
}
