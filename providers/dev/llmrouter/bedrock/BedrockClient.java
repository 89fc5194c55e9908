package dev.llmrouter.bedrock;

import dev.llmrouter.llm.Cancellation;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;

/**
 * AWS's asynchronous client where LangChain4j wants either: one set of connections for whole replies and streams, and
 * both can be stopped at any moment.
 */
final class BedrockClient implements BedrockRuntimeClient {

    private final BedrockRuntimeAsyncClient client;

    BedrockClient(BedrockRuntimeAsyncClient client) {
        this.client = client;
    }

    @Override
    public ConverseResponse converse(ConverseRequest request) {
        CompletableFuture<ConverseResponse> answer = client.converse(request.toBuilder()
                .messages(BedrockTurns.merged(request.messages()))
                .build());
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw BedrockFailures.of(e).asException();
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw Failure.of(FailureClass.CANCELLED, "The caller left.").asException();
        }
    }

    @Override
    public String serviceName() {
        return client.serviceName();
    }

    @Override
    public void close() {
        client.close();
    }

    /** {@return the same for streams} */
    BedrockRuntimeAsyncClient streaming() {
        return new Streaming();
    }

    private final class Streaming implements BedrockRuntimeAsyncClient {

        @Override
        public CompletableFuture<Void> converseStream(
                ConverseStreamRequest request, ConverseStreamResponseHandler handler) {
            Cancellation cancellation = Cancellation.ofThisThread();
            CompletableFuture<Void> stream = client.converseStream(
                    request.toBuilder()
                            .messages(BedrockTurns.merged(request.messages()))
                            .build(),
                    handler);
            cancellation.onCancel(() -> stream.cancel(true));
            return stream;
        }

        @Override
        public String serviceName() {
            return client.serviceName();
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
