package dev.llmrouter.ranking;

import static dev.llmrouter.ranking.Fixture.SECOND;
import static dev.llmrouter.ranking.Fixture.call;
import static dev.llmrouter.ranking.Fixture.selection;
import static dev.llmrouter.ranking.Fixture.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.policy.Forecast;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.TargetPerformance;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CheapestPolicyTest {

    private final Fixture fixture = new Fixture();
    private final Target dearReader = target(0, 10, 1);
    private final Target dearWriter = target(1, 1, 10);
    private final Target priceless = target(2);

    private Policy policy(Target... targets) {
        return new CheapestPolicy(Stream.of(targets).map(Fixture::member).toList(), fixture.performance);
    }

    private static Call asking(String prompt, int maxTokens) {
        return call(
                "id",
                "{\"model\":\"any\",\"max_tokens\":" + maxTokens + ",\"messages\":[{\"role\":\"user\",\"content\":\""
                        + prompt + "\"}]}");
    }

    private void replies(Target target, int times, Usage usage) {
        TargetPerformance of = fixture.performance.of(target);
        for (int i = 0; i < times; i++) {
            of.succeeded(SECOND, usage);
        }
    }

    @Test
    void aLongPromptWithAShortReplyGoesWhereReadingIsCheap() {
        Policy policy = policy(dearReader, dearWriter);
        assertThat(policy.rank(selection(asking("one two three ".repeat(500), 5))))
                .containsExactly(dearWriter, dearReader);
    }

    @Test
    void aShortPromptWithALongReplyGoesWhereWritingIsCheap() {
        assertThat(policy(dearWriter, dearReader).rank(selection(asking("Hello", 4000))))
                .containsExactly(dearReader, dearWriter);
    }

    @Test
    void whoTellsNoPriceComesLast() {
        assertThat(policy(priceless, dearWriter, dearReader).rank(selection(asking("Hello", 1))))
                .endsWith(priceless)
                .hasSize(3);
    }

    @Test
    void aVerboseTargetIsDearerThanItsPriceSays() {
        Target terse = target(3, 1, 3);
        Target verbose = target(4, 1, 2);
        assertThat(policy(terse, verbose).rank(selection(asking("Hello", 0)))).startsWith(verbose);
        replies(terse, 50, Usage.of(10, 100));
        replies(verbose, 50, Usage.of(10, 1000));
        assertThat(policy(terse, verbose).rank(selection(asking("Hello", 0)))).startsWith(terse);
        // but not where it may not say more
        assertThat(policy(terse, verbose).rank(selection(asking("Hello", 50)))).startsWith(verbose);
    }

    @Test
    void whatATargetHasCachedIsCheaper() {
        Target cold = target(3, 2, 1);
        Target warm = target(4, 3, 1);
        replies(cold, 20, new Usage(5000, 0, 0, 100, 0, false));
        replies(warm, 20, new Usage(5000, 4500, 0, 100, 0, false));
        Call call = asking("one two three ".repeat(300), 100);
        assertThat(policy(cold, warm).rank(selection(call))).startsWith(warm);
        double share = fixture.performance.of(warm).cachedShare();
        assertThat(share).isBetween(0.85, 0.9);
        fixture.pass(3600 * 3 * SECOND);
        assertThat(policy(cold, warm).rank(selection(asking("one two three ".repeat(300), 100))))
                .startsWith(cold);
    }

    @Test
    void aForecastTellsTheCostAndTheTime() {
        TargetPerformance of = fixture.performance.of(dearReader);
        Call call = asking("Hello", 100);
        Forecast before = Forecast.of(call, of);
        assertThat(before.millis()).isNull();
        assertThat(before.usd()).isCloseTo((8 * 10 + 100 * 1) / 1e6, within(5e-5));
        of.succeeded(2 * SECOND, Usage.of(10, 100));
        assertThat(Forecast.of(call, of).millis()).isEqualTo(2000);
        assertThat(Forecast.of(call, fixture.performance.of(priceless)).usd()).isNull();
    }

    @Test
    void countsOfALongPromptOnlyTheBeginning() {
        String words = "one two three four five ";
        Call shorter = asking(words.repeat(10), 1);
        Call longer = asking(words.repeat(10_000), 1);
        double shortUsd = Forecast.usd(shorter, fixture.performance.of(dearWriter));
        double longUsd = Forecast.usd(longer, fixture.performance.of(dearWriter));
        // 7 tokens around the text, and 10 US dollars for the reply of one token
        assertThat((longUsd * 1e6 - 10 - 7) / (shortUsd * 1e6 - 10 - 7)).isCloseTo(1000, within(50.0));
    }
}
