package dev.llmrouter.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.anthropic.MessagesRequest;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.openai.Quirks;
import dev.llmrouter.openai.RequestFitter;
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

class WishedPropertyTest {

    /** Drops what stands beside wishes, so that both are taken out of the same place. */
    private static final RequestFitter FITTER = new RequestFitter(
            new Quirks(List.of("logit_bias"), Map.of("seed", "random_seed"), Map.of(), null, null, null));

    /** A field as it is written, the comma and blanks before it, and whether it is a wish. */
    private record Piece(String comma, String written, boolean isWish) {}

    private static Arbitrary<String> blanks() {
        return Arbitraries.of("", "", " ", "\n", "\t ", "\r\n  ");
    }

    private static Arbitrary<Piece> piece(boolean isWish, String... fields) {
        return Combinators.combine(blanks(), blanks(), Arbitraries.of(fields))
                .as((before, after, field) -> new Piece(before + "," + after, field, isWish));
    }

    private static Arbitrary<Piece> others() {
        return piece(
                false,
                "\"logit_bias\":{\"1\":2}",
                "\"seed\" : 12345678901234567890",
                "\"x\":\"größe😀, \\\"models\\\": \"",
                "\"metadata\":{\"provider\":{\"only\":[\"x\"]},\"models\":[],\"route\":\"fallback\"}",
                "\"route\":\"elsewhere\"",
                "\"n\":[ {} , [ ] ]");
    }

    private static Arbitrary<Piece> provider() {
        return piece(
                true,
                "\"provider\":{}",
                "\"pro\\u0076ider\" : { \"order\":[\"a\",\"b\"] , \"zdr\":true }",
                "\"provider\":\n{\"only\":[\"größe\"],\"max_price\":{\"prompt\":\"0.5\"}}",
                "\"provider\":null");
    }

    private static Arbitrary<Piece> models() {
        return piece(
                true, "\"models\":[]", "\"models\" : [ \"m\", \"b\" ]", "\"mo\\u0064els\":[\"ü\"]", "\"models\":null");
    }

    private static Arbitrary<List<Piece>> shuffled(String... always) {
        Arbitrary<List<Piece>> fixed = Combinators.combine(java.util.Arrays.stream(always)
                        .map(field -> piece(false, field))
                        .toList())
                .as(pieces -> pieces);
        return Combinators.combine(
                        fixed,
                        others().list().uniqueElements(Piece::written).ofMaxSize(5),
                        provider().list().ofMaxSize(1),
                        models().list().ofMaxSize(1),
                        piece(true, "\"route\":\"fallback\"").list().ofMaxSize(1))
                .flatAs((needed, others, provider, models, route) -> {
                    List<Piece> all = new ArrayList<>(needed);
                    all.addAll(others);
                    all.addAll(provider);
                    all.addAll(models);
                    all.addAll(route);
                    return Arbitraries.shuffle(all);
                });
    }

    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    @Provide
    Arbitrary<List<Piece>> chats() {
        return Arbitraries.of("\"stream\":true", "\"stream\":false", "\"stream\":true,\"stream_options\":{ }")
                .flatMap(stream -> shuffled("\"model\" : \"m\"", MESSAGES, stream));
    }

    @Provide
    Arbitrary<List<Piece>> prompts() {
        return shuffled(
                "\"model\":\"m\"",
                "\"max_tokens\":9",
                "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}",
                "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\","
                        + "\"thinking\":\"hm\",\"signature\":\"llm-router:x\"},{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}}]},"
                        + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t\",\"content\":\"1\"}]}]");
    }

    @Provide
    Arbitrary<String> ends() {
        return blanks();
    }

    private static String text(List<Piece> pieces, String blank, boolean withWishes) {
        StringBuilder text = new StringBuilder(blank + "{" + blank);
        boolean isFirst = true;
        for (Piece piece : pieces) {
            if (withWishes || !piece.isWish()) {
                text.append(isFirst ? "" : piece.comma()).append(piece.written());
                isFirst = false;
            }
        }
        return text + blank + "}" + blank;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Property(tries = 300)
    void aRequestWithWishesIsTheSameAsWithoutThem(@ForAll("chats") List<Piece> pieces, @ForAll("ends") String blank) {
        String plain = text(pieces, blank, false);
        OpenAiRequest read = OpenAiRequest.read(bytes(text(pieces, blank, true)));
        OpenAiRequest expected = OpenAiRequest.read(bytes(plain));
        assertThat(read.text()).isEqualTo(plain);
        assertThat(read.tree()).isEqualTo(expected.tree());
        assertThat(read.forModel("größer")).isEqualTo(expected.forModel("größer"));
        assertThat(read.fitted(FITTER).request().forModel("m"))
                .isEqualTo(expected.fitted(FITTER).request().forModel("m"));
    }

    @Property(tries = 150)
    void soAreMessagesWithThoughtsThatMustNotGoOn(@ForAll("prompts") List<Piece> pieces, @ForAll("ends") String blank) {
        MessagesRequest read = MessagesRequest.read(bytes(text(pieces, blank, true)));
        assertThat(read.forModel("x"))
                .isEqualTo(
                        MessagesRequest.read(bytes(text(pieces, blank, false))).forModel("x"));
    }

    @Property(tries = 100)
    void theFirstOfTheModelsTakesThePlaceOfAModelThatIsNotNamed(
            @ForAll("chats") List<Piece> pieces, @ForAll("ends") String blank) {
        List<Piece> named = new ArrayList<>();
        List<Piece> listed = new ArrayList<>();
        for (Piece piece : pieces) {
            boolean isModel = piece.written().startsWith("\"model\"");
            boolean isModels = piece.isWish() && piece.written().contains("els\"");
            if (!isModels) {
                named.add(isModel ? new Piece(piece.comma(), "\"model\":\"größe\\\"\"", false) : piece);
                listed.add(isModel ? new Piece(piece.comma(), "\"models\" :[\"größe\\\"\", \"b\"]", true) : piece);
            }
        }
        OpenAiRequest read = OpenAiRequest.read(bytes(text(listed, blank, true)));
        OpenAiRequest expected = OpenAiRequest.read(bytes(text(named, blank, false)));
        assertThat(read.model()).isEqualTo("größe\"");
        assertThat(read.wished().fallbacks()).containsExactly("b");
        assertThat(read.text()).isEqualTo(expected.text());
        assertThat(read.forModel("other")).isEqualTo(expected.forModel("other"));
        assertThat(read.fitted(FITTER).request().forModel("m"))
                .isEqualTo(expected.fitted(FITTER).request().forModel("m"));
    }
}
