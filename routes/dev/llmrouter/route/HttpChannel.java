package dev.llmrouter.route;

import dev.llmrouter.anthropic.MessagesRequest;
import dev.llmrouter.config.RouterConfig;
import dev.llmrouter.embeddings.EmbeddingsRequest;
import dev.llmrouter.http.AdmitAdmin;
import dev.llmrouter.http.CountTokens;
import dev.llmrouter.http.ListModels;
import dev.llmrouter.http.LlmHttpComponent;
import dev.llmrouter.http.ReadByPath;
import dev.llmrouter.http.ReadJson;
import dev.llmrouter.http.ReadQuery;
import dev.llmrouter.http.ReadRequest;
import dev.llmrouter.http.RefuseUnknownPath;
import dev.llmrouter.http.TellHealth;
import dev.llmrouter.http.WriteError;
import dev.llmrouter.http.WriteFile;
import dev.llmrouter.http.WriteJson;
import dev.llmrouter.http.WriteReply;
import dev.llmrouter.http.WriteReport;
import dev.llmrouter.openai.CompletionsRequest;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.passthrough.FormRequest;
import dev.llmrouter.passthrough.JsonPassage;
import dev.llmrouter.responses.ResponsesRequest;
import dev.llmrouter.select.Models;
import dev.llmrouter.tenant.Gate;
import dev.llmrouter.tenant.Holder;
import dev.llmrouter.wire.Operation;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.spi.Registry;

/** Binds what the routes of the HTTP channel are made of. */
final class HttpChannel {

    /** Their names; how errors look comes first, since the others refer to it. */
    static final List<String> ROUTES = List.of(
            "errors",
            "openai-http",
            "responses-http",
            "completions-http",
            "anthropic-http",
            "embeddings-http",
            "audio-http",
            "passthrough-http",
            "explain-http",
            "feedback-http",
            "experiments-http",
            "targets-http",
            "keys-http",
            "ledger-http",
            "batches-http",
            "openai-files-http",
            "openai-batches-http",
            "held-http",
            "dead-letters-http",
            "health-http");

    private HttpChannel() {}

    static void bind(Installation router) {
        CamelContext camel = router.camel();
        RouterConfig config = router.config();
        Models models = router.models();
        Offers offers = router.offers();
        Gate gate = router.gate();
        camel.getComponent("llm-http", LlmHttpComponent.class).setStreamTerms(config.streams());
        Registry registry = camel.getRegistry();

        ReadRequest chat = ReadRequest.ofBody(OpenAiRequest::read);
        ReadRequest messages = ReadRequest.ofBody(MessagesRequest::read);
        ReadRequest responses = ReadRequest.ofBody(ResponsesRequest::read);
        ReadRequest completions = ReadRequest.ofBody(CompletionsRequest::read);
        ReadRequest embeddings = ReadRequest.ofBody(EmbeddingsRequest::read);
        bind(registry, "readChat", chat);
        bind(registry, "readMessages", messages);
        bind(registry, "countTokens", new CountTokens((exchange, model) -> {
            check(exchange, models.nameOf(model));
            models.find(model);
        }));
        bind(registry, "readResponses", responses);
        bind(registry, "readCompletions", completions);
        bind(registry, "readEmbeddings", embeddings);
        bind(
                registry,
                "readExplained",
                new ReadByPath(
                        "/v1/route/explain",
                        Map.of(
                                "", chat,
                                "/chat/completions", chat,
                                "/messages", messages,
                                "/responses", responses,
                                "/completions", completions,
                                "/embeddings", embeddings)));
        bind(registry, "writeJson", new WriteJson());
        bind(registry, "readImages", json(Operation.IMAGES));
        bind(registry, "readSpeech", json(Operation.SPEECH));
        bind(registry, "readTranscriptions", form(Operation.TRANSCRIPTIONS));
        bind(registry, "readTranslations", form(Operation.TRANSLATIONS));
        bind(registry, "readModerations", json(Operation.MODERATIONS));
        bind(registry, "readRerank", json(Operation.RERANK));
        bind(registry, "writeReply", new WriteReply(models::lifetime));
        bind(registry, "writeError", new WriteError());
        bind(registry, "listModels", new ListModels(offers::names, offers::facts, offers::terms, HttpChannel::check));
        bind(registry, "readJson", new ReadJson());
        bind(registry, "readQuery", new ReadQuery());
        bind(registry, "writeReport", new WriteReport());
        bind(registry, "writeFile", new WriteFile());
        AdmitAdmin operators = new AdmitAdmin(config.admin().key(), call -> gate.audit()
                .changed(call.method() + " " + call.path(), call.remoteAddress()));
        bind(registry, "admitAdmin", operators);
        bind(registry, "identifyOrOperator", gate.identify().butNot(operators::isShownBy));
        bind(
                registry,
                "tellHealth",
                new TellHealth(camel, () -> router.faults().running().keySet(), router.accounting()::health));
        bind(registry, "refuseUnknownPath", new RefuseUnknownPath());
    }

    /** Who has not been asked who it is may ask for everything. */
    private static void check(Exchange exchange, String model) {
        Holder holder = Holder.of(exchange);
        if (holder != null) {
            holder.permissions().check(model);
        }
    }

    private static ReadRequest json(Operation operation) {
        return ReadRequest.ofBody(body -> JsonPassage.read(operation, body));
    }

    private static ReadRequest form(Operation operation) {
        return new ReadRequest(call -> FormRequest.read(
                operation, call.header("content-type"), call.body().getBytes()));
    }

    private static void bind(Registry registry, String name, Processor processor) {
        registry.bind(name, Processor.class, processor);
    }
}
