package dev.llmrouter.responses;

import static dev.llmrouter.responses.Fixture.chunk;
import static dev.llmrouter.responses.Fixture.events;
import static dev.llmrouter.responses.Fixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.responses.Fixture.Seen;
import dev.llmrouter.wire.EventCutter;
import dev.llmrouter.wire.TranslatedStream.EventTranslator;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever is streamed, in whatever pieces and order: the events add up to it, and to the response that ends them. */
class ChunkTranslatorPropertyTest {

    /** One piece of a reply: of text, of a thought, of a refusal, or of the call with that number. */
    record Piece(String kind, int call, String text) {

        /** This piece, or two that part within a character outside the basic plane. */
        Stream<Piece> parted() {
            int half = text.indexOf('\ud83c') + 1;
            return half == 0
                    ? Stream.of(this)
                    : Stream.of(
                            new Piece(kind, call, text.substring(0, half)),
                            new Piece(kind, call, text.substring(half)));
        }

        String delta() {
            String quoted = '"' + escaped() + '"';
            return switch (kind) {
                case "call" ->
                    "{\"tool_calls\":[{\"index\":" + call + ",\"id\":\"id" + call + "\",\"function\":{\"name\":\"f"
                            + call + "\",\"arguments\":" + quoted + "}}]}";
                default -> "{\"" + kind + "\":" + quoted + "}";
            };
        }

        private String escaped() {
            StringBuilder escaped = new StringBuilder();
            text.chars().forEach(c -> escaped.append(String.format("\\u%04x", c)));
            return escaped.toString();
        }
    }

    @Provide
    Arbitrary<List<Piece>> pieces() {
        Arbitrary<String> texts =
                Arbitraries.strings().withChars("aé東\"\\\n \u2028{}:'").ofMaxLength(4);
        Arbitrary<String> emoji = Arbitraries.of("🌍", "é🌍x", "", "data: x\n\n");
        Arbitrary<String> kinds = Arbitraries.of("content", "content", "reasoning_content", "refusal", "call", "call");
        return Combinators.combine(kinds, Arbitraries.integers().between(0, 2), Arbitraries.oneOf(texts, emoji))
                .as(Piece::new)
                .list()
                .ofMaxSize(30);
    }

    @Property(tries = 200)
    void theEventsAddUp(
            @ForAll("pieces") List<Piece> pieces,
            @ForAll @IntRange(min = 1, max = 60) int size,
            @ForAll boolean isCut) {
        StringBuilder stream = new StringBuilder(chunk("{'role':'assistant','content':''}", "null"));
        pieces.stream().flatMap(Piece::parted).forEach(piece -> stream.append(event(piece)));
        stream.append(chunk("{}", isCut ? "'length'" : "'stop'")).append("data: [DONE]\n\n");
        List<Seen> events = events(translated(stream.toString().getBytes(StandardCharsets.UTF_8), size));
        numbersHaveNoGaps(events);
        whatIsAddedIsDone(events);
        JsonNode response = events.get(events.size() - 1).data().path("response");
        assertThat(response.path("status").asText()).isEqualTo(isCut ? "incomplete" : "completed");
        for (String kind : new String[] {"content", "reasoning_content", "refusal"}) {
            assertThat(said(response, kind)).as(kind).isEqualTo(joined(pieces, kind, -1));
        }
        callsAreWhole(pieces, response);
        deltasAreWhatIsDone(events);
    }

    private static String event(Piece piece) {
        return "data: {\"id\":\"c\",\"created\":1760000000,\"model\":\"up\",\"choices\":[{\"index\":0,\"delta\":"
                + piece.delta() + ",\"finish_reason\":null}]}\n\n";
    }

    private static Buffer translated(byte[] stream, int size) {
        EventTranslator translator = request("'input':'Hi','stream':true").fromChatEvents();
        EventCutter cutter = new EventCutter();
        Buffer all = Buffer.buffer();
        for (int at = 0; at < stream.length; at += size) {
            int end = Math.min(stream.length, at + size);
            byte[] events = cutter.cut(Buffer.buffer().appendBytes(stream, at, end - at));
            all.appendBuffer(translator.translate(Buffer.buffer(events)));
        }
        return all;
    }

    private static void numbersHaveNoGaps(List<Seen> events) {
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).data().path("sequence_number").asInt(-1)).isEqualTo(i);
        }
    }

    private static void whatIsAddedIsDone(List<Seen> events) {
        Set<String> open = new HashSet<>();
        Set<String> ids = new HashSet<>();
        List<JsonNode> done = new ArrayList<>();
        for (Seen seen : events) {
            if (seen.name().equals("response.output_item.added")) {
                String id = seen.data().path("item").path("id").asText();
                assertThat(ids.add(id)).isTrue();
                assertThat(seen.data().path("output_index").asInt()).isEqualTo(ids.size() - 1);
                open.add(id);
            } else if (seen.name().equals("response.output_item.done")) {
                assertThat(open.remove(seen.data().path("item").path("id").asText()))
                        .isTrue();
                done.add(seen.data());
            } else if (seen.data().has("item_id")) {
                assertThat(open).contains(seen.text("item_id"));
            }
        }
        assertThat(open).isEmpty();
        JsonNode output = events.get(events.size() - 1).data().path("response").path("output");
        assertThat(output).hasSize(done.size());
        done.forEach(item ->
                assertThat(output.path(item.path("output_index").asInt())).isEqualTo(item.path("item")));
    }

    private static String joined(List<Piece> pieces, String kind, int call) {
        StringBuilder joined = new StringBuilder();
        pieces.stream()
                .filter(piece -> piece.kind().equals(kind) && (call < 0 || piece.call() == call))
                .forEach(piece -> joined.append(piece.text()));
        return joined.toString();
    }

    private static String said(JsonNode response, String kind) {
        StringBuilder said = new StringBuilder();
        for (JsonNode item : response.path("output")) {
            for (JsonNode part : item.path(kind.equals("reasoning_content") ? "summary" : "content")) {
                said.append(
                        part.path(kind.equals("refusal") ? "refusal" : "text").asText());
            }
        }
        return said.toString();
    }

    private static void callsAreWhole(List<Piece> pieces, JsonNode response) {
        Map<String, String> calls = new TreeMap<>();
        for (JsonNode item : response.path("output")) {
            if (item.path("type").asText().equals("function_call")) {
                calls.put(item.path("call_id").asText(), item.path("arguments").asText());
                assertThat(item.path("name").asText())
                        .isEqualTo(item.path("call_id").asText().replace("id", "f"));
            }
        }
        Map<String, String> expected = new TreeMap<>();
        pieces.stream()
                .filter(piece -> piece.kind().equals("call"))
                .map(Piece::call)
                .forEach(call -> {
                    String arguments = joined(pieces, "call", call);
                    expected.put("id" + call, arguments);
                });
        calls.replaceAll((id, arguments) -> arguments.equals("{}") && "".equals(expected.get(id)) ? "" : arguments);
        assertThat(calls).isEqualTo(expected);
    }

    private static void deltasAreWhatIsDone(List<Seen> events) {
        Map<String, StringBuilder> deltas = new TreeMap<>();
        for (Seen seen : events) {
            String key = seen.text("item_id") + seen.text("content_index");
            if (seen.name().endsWith(".delta")) {
                deltas.computeIfAbsent(key, first -> new StringBuilder()).append(seen.text("delta"));
            } else if (seen.name().endsWith("_text.done") || seen.name().endsWith("arguments.done")) {
                String done = seen.data().path("text").asText(seen.text("arguments"));
                assertThat(done)
                        .isEqualTo(deltas.getOrDefault(key, new StringBuilder()).toString());
            }
        }
    }
}
