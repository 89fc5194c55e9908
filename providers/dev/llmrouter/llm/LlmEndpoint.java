package dev.llmrouter.llm;

import dev.llmrouter.catalog.Unsupported;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/** Asks a LangChain4j model, with nothing lost of the request or the reply. Only called, never consumed from. */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "llm",
        title = "LLM",
        syntax = "llm:name",
        producerOnly = true,
        category = {Category.AI})
public final class LlmEndpoint extends DefaultEndpoint {

    @UriPath(description = "Name of a target, or of a ChatModel, StreamingChatModel or EmbeddingModel in the registry")
    private final String name;

    @UriParam(description = "Whether a text, a message or a ChatRequest is answered with a stream of events")
    private boolean stream;

    @UriParam(
            description = "What becomes of parameters that the model can't be told: drop or refuse",
            defaultValue = "DROP")
    private Unsupported unsupported = Unsupported.DROP;

    LlmEndpoint(String uri, LlmComponent component, String name) {
        super(uri, component);
        this.name = name;
    }

    /** {@return the name of the model} */
    public String getName() {
        return name;
    }

    /** {@return whether a text, a message or a ChatRequest is answered with a stream} */
    public boolean isStream() {
        return stream;
    }

    /** Whether a text, a message or a ChatRequest is answered with a stream; OpenAI's JSON says so itself. */
    public void setStream(boolean stream) {
        this.stream = stream;
    }

    /** {@return what becomes of parameters that the model can't be told} */
    public Unsupported getUnsupported() {
        return unsupported;
    }

    /** What becomes of parameters that the model can't be told; the header {@code LlmUnsupported} wins over it. */
    public void setUnsupported(Unsupported unsupported) {
        this.unsupported = unsupported;
    }

    @Override
    public Producer createProducer() {
        return new LlmProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("llm: endpoints are only called, never consumed from");
    }
}
