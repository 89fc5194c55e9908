package dev.llmrouter.local;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxBertBiEncoder;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import dev.langchain4j.model.output.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * A model that computes a text on one thread, see {@link Computing}. LangChain4j's own take a thread for each processor,
 * which spin while they wait for each other: on two processors that is twice the processor time for each text, a
 * millisecond saved at best, and many lost where anything else runs. Thread-safe.
 */
final class OneThreadModel extends AbstractInProcessEmbeddingModel {

    private final OnnxBertBiEncoder encoder;

    private OneThreadModel(OnnxBertBiEncoder encoder) {
        // by itself only used for several texts at once
        super(Runnable::run);
        this.encoder = encoder;
    }

    /**
     * {@return a model of LangChain4j's files}
     *
     * @throws IOException where they can't be read, or the runtime can't use them
     */
    static EmbeddingModel read(InputStream model, InputStream tokenizer) throws IOException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            OrtSession session = environment.createSession(model.readAllBytes(), options);
            return new OneThreadModel(new OnnxBertBiEncoder(environment, session, tokenizer, PoolingMode.MEAN));
        } catch (OrtException e) {
            throw new IOException("the model can't be used", e);
        }
    }

    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> texts) {
        return Computing.on(() -> super.embedAll(texts));
    }

    @Override
    protected OnnxBertBiEncoder model() {
        return encoder;
    }
}
