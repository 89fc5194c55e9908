package dev.llmrouter.llm;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.llmrouter.catalog.Timeouts;
import dev.llmrouter.catalog.Unsupported;
import dev.llmrouter.embeddings.EmbeddingsRequest;
import dev.llmrouter.fault.Fault;
import dev.llmrouter.fault.Faults;
import dev.llmrouter.llm.WireModel.Answer;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.wire.FittedRequest;
import dev.llmrouter.wire.Operation;
import dev.llmrouter.wire.WireRequest;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * A model of the registry, asked in the form that loses least: the caller's own bytes where it speaks them, chat
 * completions in bytes where it speaks those, LangChain4j's form else. Thread-safe.
 */
final class AskedModel {

    private final String name;
    private final Supplier<Vertx> vertx;
    private final @Nullable Faults faults;
    private final Timeouts limits;
    private final @Nullable WireModel wire;
    private final @Nullable ChatModel chat;
    private final @Nullable StreamingChatModel streaming;
    private final @Nullable EmbeddingsCall embeddings;
    private final boolean knowsSchemas;
    private final @Nullable LogprobsAsked wishing;

    /**
     * A model under its name.
     *
     * @param vertx where limits are watched; asked for only when a model needs it
     * @param faults what goes wrong with it on purpose; null for nothing, ever
     * @throws IllegalArgumentException where it is no model
     */
    AskedModel(String name, @Nullable Object model, Supplier<Vertx> vertx, @Nullable Faults faults) {
        this.name = name;
        this.faults = faults;
        this.vertx = vertx;
        this.limits = model instanceof TimeLimited limited ? limited.timeouts() : Timeouts.DEFAULT;
        this.wire = model instanceof WireModel speaks ? speaks : null;
        this.wishing = wire == null ? null : new LogprobsAsked(wire);
        boolean chats = !(model instanceof EmbeddingsOnly);
        this.chat = chats && model instanceof ChatModel plain ? plain : null;
        this.streaming = chats && model instanceof StreamingChatModel stream ? stream : null;
        this.embeddings = model instanceof EmbeddingModel embeds ? new EmbeddingsCall(embeds, name) : null;
        this.knowsSchemas = !JsonSchemas.areToldInWords(model);
        if (!canChat() && embeddings == null) {
            throw new IllegalArgumentException("llm:" + name + ": the registry has no ChatModel, no StreamingChatModel"
                    + " and no EmbeddingModel of that name");
        }
    }

    private boolean canChat() {
        return chat != null || streaming != null;
    }

    /** {@return whether it makes embeddings and nothing else} */
    boolean isForEmbeddingsOnly() {
        return embeddings != null && !canChat();
    }

    /** Makes embeddings of what is in a message, which take its place. Blocks. */
    void embed(Message message, Consumer<Failure> failed) {
        EmbeddingsCall call = Objects.requireNonNull(embeddings);
        ModelCall.ask(
                () -> EmbeddedTexts.of(message, call),
                vertx.get(),
                limits,
                new Cancellation(),
                null,
                message::setBody,
                failed);
    }

    /**
     * Asks it. Blocks for a whole reply in LangChain4j's form, returns at once else.
     *
     * @param unsupported what becomes of what the model can't be told
     * @throws LlmException where it can't be asked that
     */
    void ask(LlmRequest asked, Unsupported unsupported, Answer answer) {
        Fault fault = faults == null ? null : faults.strike(name);
        LlmRequest request = fault == null ? asked : asked.struckBy(fault);
        if (!knowsSchemas && EnforcedSchema.isAskedBy(request)) {
            EnforcedSchema.ask(request, (inWords, then) -> askInItsForm(inWords, unsupported, then), answer);
        } else {
            askInItsForm(request, unsupported, answer);
        }
    }

    private void askInItsForm(LlmRequest request, Unsupported unsupported, Answer answer) {
        WireModel bytes = wire;
        LogprobsAsked logprobs = wishing;
        WireRequest written = bytes == null ? null : written(bytes, request);
        if (bytes != null && written != null) {
            FittedRequest fitted = bytes.fitted(written);
            List<String> translated = written == request.wire() ? List.of() : request.lostInOpenAi();
            Dropped dropped = checked(Dropped.of(translated, fitted.dropped()), unsupported);
            Answer told = telling(dropped, answer);
            if (logprobs != null && request.wishesLogprobs()) {
                logprobs.ask(request, written, fitted, told);
            } else {
                bytes.exchange(request, fitted.request(), told);
            }
            return;
        }
        if (embeddings != null && request.wire() instanceof EmbeddingsRequest wanted) {
            EmbeddingsCall call = embeddings;
            ModelCall.ask(
                    Fault.around(request.fault(), () -> call.reply(wanted)),
                    vertx.get(),
                    limits,
                    request.cancellation(),
                    request.deadline(),
                    answer::replied,
                    answer::failed);
            return;
        }
        if (!request.isChat() || !canChat()) {
            throw unsupported("asked for " + request.operation().path());
        }
        Dropped dropped = checked(Dropped.of(request.lostInOpenAi(), request.lostInChat()), unsupported);
        askLangChain4j(request, telling(dropped, answer));
    }

    /** The form in which the request goes to the provider as bytes; null where it must be put in LangChain4j's. */
    private static @Nullable WireRequest written(WireModel model, LlmRequest request) {
        WireRequest asWritten = request.wire();
        if (asWritten != null && model.speaks(asWritten.operation())) {
            return asWritten;
        }
        return model.speaks(Operation.CHAT) ? request.openAi() : null;
    }

    private void askLangChain4j(LlmRequest request, Answer answer) {
        if (request.stream()) {
            if (streaming == null) {
                throw unsupported("asked for streams");
            }
            new ModelExchange(vertx.get(), name, limits, request, answer).start(streaming);
        } else {
            if (chat == null) {
                throw unsupported("asked for whole replies");
            }
            ModelCall.ask(chat, vertx.get(), limits, request, answer);
        }
    }

    /** Only now that something would be lost does it matter what is wanted then. */
    private Dropped checked(Dropped dropped, Unsupported unsupported) {
        if (dropped.isNothing() || unsupported == Unsupported.DROP) {
            return dropped;
        }
        throw new Failure(
                        FailureClass.UNSUPPORTED,
                        FailureClass.UNSUPPORTED.status(),
                        "The model '" + name + "' can't be told: " + dropped.text() + ".",
                        "invalid_request_error",
                        new Dropped(dropped.paths().subList(0, 1)).text(),
                        "unsupported_parameter",
                        null)
                .asException();
    }

    private LlmException unsupported(String what) {
        return Failure.of(FailureClass.UNSUPPORTED, "The model '" + name + "' can't be " + what + ".")
                .asException();
    }

    private static Answer telling(Dropped dropped, Answer answer) {
        return dropped.isNothing() ? answer : new Telling(dropped, answer);
    }

    /** Says with the reply what was lost on the way to it. */
    private record Telling(Dropped dropped, Answer answer) implements Answer {

        @Override
        public void replied(LlmReply reply) {
            answer.replied(reply.withDropped(dropped));
        }

        @Override
        public void failed(Failure failure) {
            answer.failed(failure);
        }
    }
}
