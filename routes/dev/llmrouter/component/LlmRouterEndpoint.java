package dev.llmrouter.component;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.gateway.Gateway;
import dev.llmrouter.gateway.ResultType;
import dev.llmrouter.llm.LlmHeaders;
import dev.llmrouter.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;

/**
 * Asks a model of llm-router: policies choose who answers, failover, limits, budgets and accounting included.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "llm-router",
        title = "LLM Router",
        syntax = "llm-router:model",
        producerOnly = true,
        headersClass = LlmHeaders.class,
        category = {Category.AI})
public final class LlmRouterEndpoint extends DefaultEndpoint {

    /** What a model is asked for. */
    public enum Operation {
        /** A reply to a prompt. */
        CHAT,
        /** Vectors of texts. */
        EMBEDDINGS
    }

    @UriPath(description = "A model or a target of router.yaml, or PROVIDER/MODEL")
    @Metadata(required = true)
    private final String model;

    @UriParam(description = "What the model is asked for", defaultValue = "CHAT")
    private Operation operation = Operation.CHAT;

    @UriParam(
            description =
                    "In which form the reply becomes the body: TEXT, RESPONSE (LangChain4j's ChatResponse) or JSON"
                            + " (OpenAI's)",
            defaultValue = "TEXT")
    private ResultType resultType = ResultType.TEXT;

    @UriParam(
            description =
                    "Whether the reply is a stream: an Iterator over pieces of the text, which a Splitter takes, or with"
                            + " resultType=JSON an InputStream of server-sent events. OpenAI's JSON says so itself")
    private boolean stream;

    @UriParam(description = "The system message that texts and messages are asked under, unless they have their own")
    private @Nullable String system;

    @UriParam(
            description = "A JSON schema that the reply to a text or to messages is to fit, as a resource such as"
                    + " file:invoice.schema.json or classpath:invoice.schema.json; read when the route is made")
    @Metadata(supportFileReference = true)
    private @Nullable String schema;

    @UriParam(
            description = "The tenant on whose account the calls are; whatever the header LlmTenant says",
            label = "security")
    private @Nullable String tenant;

    @UriParam(description = "The ranking policy that is wished, such as cheapest; the header LlmPolicy wins over it")
    private @Nullable String policy;

    @UriParam(
            description = "Within which time the whole reply, or the first content of a stream, is wanted; the header"
                    + " LlmDeadlineMs wins over it",
            javaType = "java.time.Duration")
    private @Nullable Duration deadline;

    @UriParam(
            description = "How urgent calls are; the header LlmPriority wins over it",
            enums = "high,normal,low",
            defaultValue = "normal")
    private @Nullable String priority;

    @UriParam(
            description =
                    "Labels of the data in the calls, with commas between them; the header LlmLabels wins over it")
    private @Nullable String labels;

    @UriParam(
            description =
                    "The router.yaml to install the router with, a file or with classpath: a resource, where nobody has"
                            + " installed one in this context",
            label = "advanced")
    private @Nullable String config;

    LlmRouterEndpoint(String uri, LlmRouterComponent component, String model) {
        super(uri, component);
        this.model = model;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        if (stream && resultType == ResultType.RESPONSE) {
            throw new IllegalArgumentException(
                    "llm-router:" + model + ": a stream is TEXT or JSON; a ChatResponse is there when all of it is");
        }
        if (stream && operation == Operation.EMBEDDINGS) {
            throw new IllegalArgumentException("llm-router:" + model + ": embeddings have no stream");
        }
        component().require(config);
    }

    private LlmRouterComponent component() {
        return (LlmRouterComponent) getComponent();
    }

    @Override
    public Producer createProducer() throws Exception {
        return new LlmRouterProducer(this, component(), terms());
    }

    private Gateway.Terms terms() throws IOException {
        Map<String, Object> forced = new HashMap<>();
        put(forced, LlmHeaders.TENANT, tenant);
        Map<String, Object> absent = new HashMap<>();
        put(absent, LlmHeaders.POLICY, policy);
        put(absent, LlmHeaders.PRIORITY, priority);
        put(absent, LlmHeaders.LABELS, labels);
        put(absent, LlmHeaders.DEADLINE_MS, deadline == null ? null : deadline.toMillis());
        return new Gateway.Terms(
                model, operation == Operation.EMBEDDINGS, stream, resultType, system, readSchema(), forced, absent);
    }

    private @Nullable String readSchema() throws IOException {
        if (schema == null) {
            return null;
        }
        try (InputStream in = ResourceHelper.resolveMandatoryResourceAsInputStream(getCamelContext(), schema)) {
            JsonNode json = Json.MAPPER.readTree(in);
            if (json.isObject()) {
                return json.toString();
            }
            throw new IOException("it is no JSON object");
        } catch (IOException e) {
            throw new IOException(
                    "llm-router:" + model + ": the schema " + schema + " can't be read: " + e.getMessage(), e);
        }
    }

    private static void put(Map<String, Object> headers, String name, @Nullable Object value) {
        if (value != null) {
            headers.put(name, value);
        }
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("llm-router: endpoints are only called, never consumed from");
    }

    /** {@return the name of the model} */
    public String getModel() {
        return model;
    }

    /** {@return what the model is asked for} */
    public Operation getOperation() {
        return operation;
    }

    /** What the model is asked for. */
    public void setOperation(Operation operation) {
        this.operation = operation;
    }

    /** {@return in which form the reply becomes the body} */
    public ResultType getResultType() {
        return resultType;
    }

    /** In which form the reply becomes the body. */
    public void setResultType(ResultType resultType) {
        this.resultType = resultType;
    }

    /** {@return whether the reply is a stream} */
    public boolean isStream() {
        return stream;
    }

    /** Whether the reply is a stream, where the message does not say so itself. */
    public void setStream(boolean stream) {
        this.stream = stream;
    }

    /** {@return the system message; null for none} */
    public @Nullable String getSystem() {
        return system;
    }

    /** The system message that texts and messages are asked under, unless they have their own. */
    public void setSystem(@Nullable String system) {
        this.system = system;
    }

    /** {@return the resource that is a JSON schema of replies; null for none} */
    public @Nullable String getSchema() {
        return schema;
    }

    /** The resource that is a JSON schema which the reply to a text or to messages is to fit. */
    public void setSchema(@Nullable String schema) {
        this.schema = schema;
    }

    /** {@return the tenant; null for what the header says} */
    public @Nullable String getTenant() {
        return tenant;
    }

    /** The tenant on whose account the calls are, whatever the header {@code LlmTenant} says. */
    public void setTenant(@Nullable String tenant) {
        this.tenant = tenant;
    }

    /** {@return the policy that is wished; null for none} */
    public @Nullable String getPolicy() {
        return policy;
    }

    /** The ranking policy that is wished. */
    public void setPolicy(@Nullable String policy) {
        this.policy = policy;
    }

    /** {@return within which time a reply is wanted; null for any} */
    public @Nullable Duration getDeadline() {
        return deadline;
    }

    /** Within which time the whole reply, or the first content of a stream, is wanted. */
    public void setDeadline(@Nullable Duration deadline) {
        this.deadline = deadline;
    }

    /** {@return how urgent calls are; null for normal} */
    public @Nullable String getPriority() {
        return priority;
    }

    /** How urgent calls are: {@code high}, {@code normal} or {@code low}. */
    public void setPriority(@Nullable String priority) {
        this.priority = priority;
    }

    /** {@return the labels of the data; null for none} */
    public @Nullable String getLabels() {
        return labels;
    }

    /** Labels of the data in the calls, with commas between them. */
    public void setLabels(@Nullable String labels) {
        this.labels = labels;
    }

    /** {@return the router.yaml to install the router with; null for the component's} */
    public @Nullable String getConfig() {
        return config;
    }

    /** The router.yaml to install the router with, where nobody has installed one in this context. */
    public void setConfig(@Nullable String config) {
        this.config = config;
    }
}
