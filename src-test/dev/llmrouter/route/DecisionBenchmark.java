package dev.llmrouter.route;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.Cancellation;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.policy.Performance;
import dev.llmrouter.policy.TargetPerformance;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What it takes to decide who answers, of an installed router: 20 rules of which the last holds, then 50 targets ranked by
 * a policy that has learned of all of them, every filter before. What {@code open} takes, reading the request and the
 * prompt and for {@code cheapest} counting its tokens, is in {@code decide} as well, and to be taken off.
 *
 * <p>{@code ./mvnw -q test-compile exec:exec@decision-benchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class DecisionBenchmark {

    private static final int TARGETS = 50;

    @Param({"priority", "weighted", "roundRobin", "leastBusy", "fastest", "throughput", "cheapest", "sticky"})
    public String policy = "priority";

    private final AtomicLong calls = new AtomicLong();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private Processor ranking = exchange -> {};
    private byte[] body = {};

    /** Installs the router, and lets it learn of its targets. */
    @Setup
    public void install() throws Exception {
        Path config = Files.writeString(Files.createTempFile("router", ".yaml"), yaml());
        camel.start();
        LlmRouter.install(camel, LlmRouter.read(camel, config));
        Files.delete(config);
        ranking = camel.getRegistry().lookupByNameAndType("rankByPolicy", Processor.class);
        body = request("ruled");
        Exchange exchange = decide();
        Performance performance = camel.getRegistry().lookupByNameAndType("performance", Performance.class);
        List<Target> candidates = Call.of(exchange).candidates();
        if (candidates.size() != TARGETS) {
            throw new IllegalStateException(candidates.size() + " candidates");
        }
        candidates.forEach(target -> learn(performance.of(target), candidates.indexOf(target)));
    }

    @TearDown
    public void stop() {
        camel.stop();
    }

    private static byte[] request(String model) {
        return ("{\"model\":\"" + model + "\",\"stream\":true,\"max_tokens\":300,\"messages\":[{\"role\":\"user\","
                        + "\"content\":\"Please tell me what the weather will be in Berlin tomorrow.\"}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void learn(TargetPerformance of, int number) {
        for (int i = 0; i < 30; i++) {
            of.begun(TimeUnit.MILLISECONDS.toNanos(300 + number));
            of.succeeded(TimeUnit.MILLISECONDS.toNanos(1000 + number), Usage.of(500, 100 + number + i));
        }
    }

    private String yaml() {
        String targets = IntStream.range(0, TARGETS)
                .mapToObj(i -> String.format(
                        Locale.ROOT,
                        "  t%d: { provider: sim, model: gpt-4o-mini, region: eu, dataRetention: none, weight: %d,"
                                + " price: { input: %d, output: %d } }%n",
                        i,
                        1 + i % 3,
                        1 + i % 7,
                        2 + i % 11))
                .collect(Collectors.joining());
        String members = IntStream.range(0, TARGETS).mapToObj(i -> "t" + i).collect(Collectors.joining(", "));
        return """
                providers: { sim: { type: simulator } }
                require: { region: [ eu ], dataRetention: none }
                targets:
                %smodels:
                  many: { policy: %s, %sof: [ %s ] }
                  ruled: { policy: content, otherwise: t0, when: [ %s ] }
                """
                .formatted(targets, policy, policy.equals("sticky") ? "by: prefix, " : "", members, rules());
    }

    private static String rules() {
        String missing = IntStream.range(0, 5)
                .mapToObj(i ->
                        """
                        { simple: "${variable.call.hasTools}", use: t0 },
                        { simple: "${variable.call.length} > %d", use: t0 },
                        { header: x-tier, is: gold%d, use: t0 },
                        """
                                .formatted(100_000 + i, i)
                                .replace('\n', ' '))
                .collect(Collectors.joining());
        return missing
                + "{ simple: \"${variable.call.hasImages}\", use: t0 }, { header: x-team, is: law, use: t0 },"
                + " { simple: \"${body} contains 'contract'\", use: t0 }, { regex: '\\bgdpr\\b', use: t0 },"
                + " { simple: \"${variable.call.stream}\", use: many }";
    }

    /** {@return an exchange with a call that nobody has been chosen for} */
    @Benchmark
    public Exchange open() {
        Exchange exchange = new DefaultExchange(camel);
        LlmRequest request = LlmRequest.of(OpenAiRequest.read(body), Map.of(), null, new Cancellation());
        Call call = new Call("call-" + calls.incrementAndGet(), request);
        exchange.setVariable(Call.VARIABLE, call);
        exchange.getMessage().setBody(call.prompt());
        if (policy.equals("cheapest")) {
            call.tokens();
        }
        return exchange;
    }

    /** {@return the same with its candidates} */
    @Benchmark
    public Exchange decide() throws Exception {
        Exchange exchange = open();
        ranking.process(exchange);
        return exchange;
    }

    /** Prints the times, and the bytes allocated, of every policy. */
    public static void main(String[] args) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(DecisionBenchmark.class.getName())
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
    }
}
