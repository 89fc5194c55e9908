package dev.llmrouter.provider;

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
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An embedding model that runs in this process, on the thread that asks and, for several texts, on as many more as there
 * are processors. Loaded at its first use.
 *
 * <p>A text may be longer than the 510 word pieces that the model reads at a time: LangChain4j then embeds it piece by
 * piece and answers with the average, by the lengths of the pieces. What such an embedding means fades with the length.
 */
final class LocalModel implements ProviderModel, EmbeddingsOnly {

    private static final Logger LOG = LoggerFactory.getLogger(LocalModel.class);

    /** Nobody can stop the model within a text, nor between those that it was handed together. */
    private static final int TEXTS_AT_A_TIME = 16;

    /** About 25,000 tokens, and a second. */
    private static final int LONGEST_TEXT = 100_000;

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
        for (TextSegment text : texts) {
            if (text.text().length() > LONGEST_TEXT) {
                throw malformed(
                        "A text of 'input' has " + text.text().length() + " characters; the model '" + known.name()
                                + "' takes " + LONGEST_TEXT + " at most.",
                        "input");
            }
        }
        List<Embedding> embeddings = new ArrayList<>(texts.size());
        TokenUsage tokens = new TokenUsage(0);
        for (int at = 0; at < texts.size(); at += TEXTS_AT_A_TIME) {
            if (Thread.interrupted()) {
                throw Failure.of(FailureClass.CANCELLED, "The caller left.").asException();
            }
            Response<List<Embedding>> some =
                    embed(model, texts.subList(at, Math.min(texts.size(), at + TEXTS_AT_A_TIME)));
            embeddings.addAll(some.content());
            tokens = TokenUsage.sum(tokens, some.tokenUsage());
        }
        return Response.from(embeddings, tokens);
    }

    private static Response<List<Embedding>> embed(EmbeddingModel model, List<TextSegment> texts) {
        try {
            return model.embedAll(texts);
        } catch (RuntimeException e) {
            if (isWithoutWords(e)) {
                throw malformed("A text of 'input' has nothing in it that the model could read.", "input");
            }
            throw e;
        }
    }

    /** Text of control characters alone has no word pieces, and LangChain4j then averages nothing. */
    private static boolean isWithoutWords(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof IndexOutOfBoundsException) {
                return true;
            }
        }
        return false;
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
        } catch (ClassNotFoundException e) {
            throw unusable("it needs " + known.coordinates() + " on the class path");
        } catch (ReflectiveOperationException | LinkageError e) {
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
