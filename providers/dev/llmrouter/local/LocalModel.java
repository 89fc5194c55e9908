package dev.llmrouter.local;

import static dev.llmrouter.wire.JsonRequest.malformed;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.catalog.Timeouts;
import dev.llmrouter.llm.EmbeddingsOnly;
import dev.llmrouter.llm.InProcess;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.provider.ProviderModel;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An embedding model that runs in this process, see {@link Computing}. Loaded at its first use. Texts may be as long
 * as they like, see {@link WholeText}.
 */
final class LocalModel implements ProviderModel, EmbeddingsOnly, InProcess {

    private static final Logger LOG = LoggerFactory.getLogger(LocalModel.class);

    private final Target target;
    private final InProcessModel known;
    private @Nullable EmbeddingModel loaded;

    LocalModel(Target target, InProcessModel known) {
        this.target = target;
        this.known = known;
    }

    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> texts) {
        EmbeddingModel model = model();
        List<Embedding> embeddings = new ArrayList<>(texts.size());
        int tokens = 0;
        for (TextSegment text : texts) {
            WholeText whole = WholeText.read(text.text(), model, known.window());
            if (whole.tokens() == 0) {
                throw malformed("A text of 'input' has nothing in it that the model could read.", "input");
            }
            embeddings.add(Embedding.from(whole.embedding()));
            tokens += whole.tokens();
        }
        return Response.from(embeddings, new TokenUsage(tokens));
    }

    private synchronized EmbeddingModel model() {
        if (!target.model().equals(known.name())) {
            throw Failure.of(
                            FailureClass.NOT_FOUND,
                            "There is no model '" + target.model() + "' in this process; there is '" + known.name()
                                    + "'.")
                    .asException();
        }
        EmbeddingModel ready = loaded;
        if (ready == null) {
            ready = load();
            loaded = ready;
        }
        return ready;
    }

    private EmbeddingModel load() {
        try {
            return known.load();
        } catch (FileNotFoundException e) {
            throw unusable("it needs " + known.coordinates() + " on the class path");
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.warn("the model {} can't be loaded", known.name(), e);
            throw unusable("it can't be loaded; the router's log says why");
        }
    }

    private LlmException unusable(String why) {
        return Failure.of(
                        FailureClass.UNSUPPORTED,
                        "The model '" + known.name() + "' can't be asked in this process: " + why + ".")
                .asException();
    }

    @Override
    public int dimension() {
        return known.dimension();
    }

    @Override
    public String modelName() {
        return known.name();
    }

    @Override
    public Timeouts timeouts() {
        return target.timeouts();
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        throw noChat();
    }

    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        handler.onError(noChat());
    }

    private static LlmException noChat() {
        return Failure.of(FailureClass.UNSUPPORTED, "The model makes embeddings and can't chat.")
                .asException();
    }

    @Override
    public String toString() {
        return "LocalModel[" + target.name() + "]";
    }
}
