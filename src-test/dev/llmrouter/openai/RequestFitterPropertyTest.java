package dev.llmrouter.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.wire.FittedRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RequestFitterPropertyTest {

    private static final Quirks QUIRKS = new Quirks(
            List.of("logit_bias", "n", "messages[].name"),
            Map.of("seed", "random_seed"),
            Map.of("tool_choice", Map.of("required", "any")),
            null,
            null,
            null);

    private static final RequestFitter FITTER = new RequestFitter(QUIRKS);

    /** A field as it is written, the comma and blanks before it, and how a server with the quirks takes it. */
    private record Piece(String comma, String written, String taken) {

        boolean isDropped() {
            return taken.isEmpty();
        }
    }

    private static Arbitrary<String> blanks() {
        return Arbitraries.of("", "", " ", "\n", "\t ", "\r\n  ");
    }

    private static Arbitrary<String> values() {
        return Arbitraries.of(
                "null",
                "true",
                "0",
                "-1.50e+3",
                "12345678901234567890",
                "\"\"",
                "\"a, \\\"b\\\\\"",
                "\"\\u00e9😀é}]\"",
                "{}",
                "[ ]",
                "{\"logit_bias\":1,\"a\":[{\"n\":{}}]}",
                "[1,[2,{\"x\":\",\"}]]",
                "\"required\"");
    }

    /** A name as it may be written: with or without escapes. */
    private static Arbitrary<String> names() {
        return Arbitraries.of(
                "logit_bias",
                "lo\\u0067it_bias",
                "n",
                "seed",
                "tool_choice",
                "top_p",
                "x\\\"n",
                "größe😀",
                "annotations",
                "messages[].name");
    }

    private static Piece piece(String before, String comma, String name, String colon, String after, String value) {
        String plain = name.replace("\\u0067", "g");
        String there = plain.equals("seed") ? "random_seed" : name;
        String word = plain.equals("tool_choice") && value.equals("\"required\"") ? "\"any\"" : value;
        String written = "\"" + name + "\"" + colon + ":" + after + value;
        String taken = "\"" + there + "\"" + colon + ":" + after + word;
        return new Piece(
                before + "," + comma, written, QUIRKS.drops().contains(plain) && !plain.contains("[") ? "" : taken);
    }

    private static Arbitrary<Piece> fields() {
        return Combinators.combine(blanks(), blanks(), names(), blanks(), blanks(), values())
                .as(RequestFitterPropertyTest::piece);
    }

    private static Arbitrary<Piece> messages() {
        return Combinators.combine(blanks(), blanks(), fields().list().ofMaxSize(4), blanks())
                .as((before, comma, others, name) -> new Piece(
                        before + "," + comma,
                        "\"messages\":[{" + name + "\"name\":\"ann\",\"role\":\"user\"" + inner(others)
                                + "},{\"role\":\"user\" , \"name\":1}]",
                        "\"messages\":[{" + name + "\"role\":\"user\"" + inner(others) + "},{\"role\":\"user\"}]"));
    }

    /** Within messages nothing but names is dropped. */
    private static String inner(List<Piece> others) {
        StringBuilder inner = new StringBuilder();
        others.forEach(piece -> inner.append(piece.comma()).append(piece.written()));
        return inner.toString();
    }

    @Provide
    Arbitrary<List<Piece>> requests() {
        Arbitrary<Piece> model = blanks().map(blank -> new Piece(
                "," + blank, "\"model\"" + blank + ":" + blank + "\"m\"", "\"model\"" + blank + ":" + blank + "\"m\""));
        return Combinators.combine(model, messages(), fields().list().ofMaxSize(8))
                .flatAs((m, messages, others) -> {
                    List<Piece> all = new ArrayList<>(others);
                    all.add(m);
                    all.add(messages);
                    return Arbitraries.shuffle(all);
                });
    }

    @Property(tries = 2000)
    void whatTheQuirksDoNotNameStaysAsItIs(@ForAll("requests") List<Piece> pieces, @ForAll("ends") String blank) {
        String written = text(pieces, blank, false);
        FittedRequest fitted =
                OpenAiRequest.read(written.getBytes(StandardCharsets.UTF_8)).fitted(FITTER);
        assertThat(fitted.request().forModel("m").toString()).isEqualTo(text(pieces, blank, true));
    }

    @Provide
    Arbitrary<String> ends() {
        return blanks();
    }

    private static String text(List<Piece> pieces, String blank, boolean isTaken) {
        StringBuilder text = new StringBuilder(blank + "{" + blank);
        boolean isFirst = true;
        for (Piece piece : pieces) {
            if (isTaken && piece.isDropped()) {
                continue;
            }
            text.append(isFirst ? "" : piece.comma()).append(isTaken ? piece.taken() : piece.written());
            isFirst = false;
        }
        return text + blank + "}" + blank;
    }
}
