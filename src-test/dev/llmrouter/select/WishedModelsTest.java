package dev.llmrouter.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.Caller;
import dev.llmrouter.call.ForbiddenWishException;
import dev.llmrouter.call.UnknownModelException;
import dev.llmrouter.call.Wish;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.Cancellation;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.WishedOrder;
import dev.llmrouter.wire.ProviderWishes.Sort;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class WishedModelsTest {

    private static final DefaultCamelContext CAMEL = new DefaultCamelContext();

    private final List<WishedOrder.Asked> asked = new ArrayList<>();

    private static Target target(String name) {
        return Target.of(name, "p", name);
    }

    private static Models models() {
        Map<String, Policy> configured = new LinkedHashMap<>();
        for (String name : List.of("a", "b", "b:floor")) {
            configured.put(name, Policy.only(target(name)));
        }
        return new Models(
                configured,
                Map.of(),
                Map.of(),
                name -> name.startsWith("p/") ? Optional.of(Policy.only(target(name))) : Optional.empty());
    }

    private Call select(String names, Set<Wish> granted) {
        String json = "{" + names + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        OpenAiRequest wire = OpenAiRequest.read(json.getBytes(StandardCharsets.UTF_8));
        Call call = new Call("id", LlmRequest.of(wire, Map.of(), null, new Cancellation()), Caller.UNKNOWN, false);
        Exchange exchange = new DefaultExchange(CAMEL);
        exchange.setVariable(Call.VARIABLE, call);
        WishedOrder noting = (selection, models) -> {
            asked.addAll(models);
            return WishedOrder.IGNORING.order(selection, models);
        };
        SelectTargets plain = new SelectTargets(models(), (selection, target) -> Standing.USUAL, List.of());
        (new HasWishes().matches(exchange) ? plain.asWished(noting, any -> granted) : plain).process(exchange);
        return call;
    }

    private static List<String> candidates(Call call) {
        return call.candidates().stream().map(Target::name).toList();
    }

    @Test
    void aSuffixIsReadWhereTheNameIsNotConfiguredWithIt() {
        assertThat(candidates(select("\"model\":\"a:nitro\"", Wish.ALL))).containsExactly("a");
        assertThat(candidates(select("\"model\":\"a:floor\"", Wish.ALL))).containsExactly("a");
        assertThat(asked).extracting(WishedOrder.Asked::sort).containsExactly(Sort.THROUGHPUT, Sort.PRICE);
        assertThat(asked).extracting(WishedOrder.Asked::model).containsOnly("a");
    }

    @Test
    void aNameThatIsConfiguredWithASuffixIsThatModel() {
        assertThat(candidates(select("\"model\":\"b:floor\"", Wish.ALL))).containsExactly("b:floor");
        assertThat(asked).extracting(WishedOrder.Asked::sort).containsOnlyNulls();
    }

    @Test
    void theSuffixOfAModelThatIsNotConfiguredIsItsProvidersToRead() {
        assertThat(candidates(select("\"model\":\"p/x:nitro\"", Wish.ALL))).containsExactly("p/x:nitro");
    }

    @Test
    void fallbacksHaveSuffixesToo() {
        Call call = select("\"models\":[\"a\",\"b:nitro\",\"p/x\"]", Wish.ALL);
        assertThat(candidates(call)).containsExactly("a", "b", "p/x");
        assertThat(call.model()).isEqualTo("a");
    }

    @Test
    void aFallbackThatNobodyKnowsIsRefusedLikeAModel() {
        assertThatThrownBy(() -> select("\"models\":[\"a\",\"c\"]", Wish.ALL))
                .isInstanceOf(UnknownModelException.class)
                .hasMessageContaining("'c'");
    }

    @Test
    void suffixesMayBeForbiddenAnywhere() {
        Set<Wish> granted = EnumSet.complementOf(EnumSet.of(Wish.SUFFIX));
        for (String names : List.of("\"model\":\"a:nitro\"", "\"models\":[\"a\",\"b:nitro\"]")) {
            assertThatThrownBy(() -> select(names, granted))
                    .isInstanceOf(ForbiddenWishException.class)
                    .hasMessageContaining(":nitro");
        }
    }
}
