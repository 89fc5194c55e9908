package dev.llmrouter.route;

import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.FakeOpenAi.Answer;
import dev.llmrouter.fixture.Said;
import dev.llmrouter.fixture.Words;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A router whose targets are named after what their provider says there: {@code text}, {@code calls}, {@code json},
 * {@code reasoning}, {@code limited}, {@code overflow}, {@code stall}. Each has a server of its own, all of one dialect.
 */
final class Scenarios implements AutoCloseable {

    /** What a target costs, in dollars per million tokens. */
    static final String PRICE = "{ input: 1, cachedInput: 0.5, output: 4 }";

    /** What a reply costs with the tokens of {@link Said}, in dollars. */
    static final double COST = ((Said.INPUT - Said.CACHED) + Said.CACHED * 0.5 + Said.OUTPUT * 4) / 1e6;

    private static final Pattern STREAM = Pattern.compile("\"stream\"\\s*:\\s*true");

    private final Words words;
    private final Map<String, FakeOpenAi> servers = new LinkedHashMap<>();
    private final TestRouter router;

    private Scenarios(Words words) {
        this.words = words;
        serve("text", words::text);
        serve("calls", words::calls);
        serve("json", words::json);
        serve("reasoning", words::reasoning);
        serve("limited", stream -> words.rateLimit());
        serve("overflow", stream -> words.contextOverflow());
        serve("stall", stream -> words.stall());
        this.router = TestRouter.with(yaml());
    }

    /** Starts a router before providers that speak so. */
    static Scenarios of(Words words) {
        return new Scenarios(words);
    }

    private void serve(String name, Function<Boolean, Answer> said) {
        servers.put(name, FakeOpenAi.answering((request, asked) -> {
            boolean isStream = request.path().contains(":stream")
                    || request.path().endsWith("/converse-stream")
                    || STREAM.matcher(asked.toString()).find();
            said.apply(isStream).to(request, asked);
        }));
    }

    private String yaml() {
        StringBuilder yaml = new StringBuilder("providers:\n");
        servers.forEach((name, server) -> yaml.append("  up-")
                .append(name)
                .append(": ")
                .append(words.provider(server))
                .append('\n'));
        yaml.append("targets:\n");
        servers.keySet().forEach(name -> yaml.append("  ")
                .append(name)
                .append(": { provider: up-")
                .append(name)
                .append(", model: up-model, price: ")
                .append(PRICE)
                .append(" }\n"));
        return yaml.toString();
    }

    TestRouter router() {
        return router;
    }

    FakeOpenAi server(String name) {
        return java.util.Objects.requireNonNull(servers.get(name), name);
    }

    /** What the provider behind a target was asked last. */
    Words.Asked asked(String name) {
        return words.asked(server(name).last());
    }

    @Override
    public void close() {
        router.close();
        servers.values().forEach(FakeOpenAi::close);
    }
}
