package dev.llmrouter.simulator;

import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.catalog.Timeouts;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.provider.ProviderModel;
import dev.llmrouter.tokens.TokenCounter;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A model that makes replies up: text that says so and repeats what it was told, a call of a tool where the user says
 * {@code call NAME {arguments}} or a tool is required, or a minimal value of the schema where JSON is asked for. Token
 * limits and stop sequences are kept, usage is counted.
 */
final class SimulatorModel implements ProviderModel {

    private final TokenCounter counter = new TokenCounter();
    private final Target target;
    private final String model;
    private final SimulatorProvider.Options options;

    SimulatorModel(Target target, SimulatorProvider.Options options) {
        this.target = target;
        this.model = target.model();
        this.options = options;
    }

    @Override
    public Timeouts timeouts() {
        return target.timeouts();
    }

    @Override
    public Set<Capability> supportedCapabilities() {
        return Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        boolean fails = fails();
        SimulatedReply reply = SimulatedReply.to(request, model, options.text(), counter);
        pause(fails ? options.latency() : delayOf(reply.pieces().size()));
        if (fails) {
            throw failure();
        }
        return reply.response();
    }

    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        if (fails()) {
            SimulatedStream.after(options.latency(), () -> handler.onError(failure()));
            return;
        }
        SimulatedReply reply = SimulatedReply.to(request, model, options.text(), counter);
        new SimulatedStream(reply, handler, options.perToken()).start(options.latency());
    }

    private boolean fails() {
        return ThreadLocalRandom.current().nextDouble() < options.failureRate();
    }

    private Duration delayOf(int pieces) {
        return options.latency().plus(options.perToken().multipliedBy(pieces));
    }

    private static LlmException failure() {
        return Failure.of(FailureClass.SERVER_ERROR, "simulated failure").asException();
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(FailureClass.CANCELLED, "the caller left").asException();
        }
    }
}
