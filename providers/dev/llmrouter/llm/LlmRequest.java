package dev.llmrouter.llm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.llmrouter.catalog.Capability;
import dev.llmrouter.fault.Fault;
import dev.llmrouter.openai.ChatRequestReader;
import dev.llmrouter.openai.ChatTranslatable;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.openai.PromptParameters;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.tokens.TokenCounter;
import dev.llmrouter.wire.Estimate;
import dev.llmrouter.wire.Operation;
import dev.llmrouter.wire.WireRequest;
import dev.llmrouter.wire.Wished;
import io.vertx.core.Context;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a model is asked: kept in the form the caller wrote it in, and read in LangChain4j's on demand. Thread-safe.
 */
public final class LlmRequest {

    private final @Nullable WireRequest wire;
    private final boolean stream;
    private final Map<String, String> headers;
    private final @Nullable Context context;
    private final Cancellation cancellation;
    private final boolean wishesLogprobs;
    private final @Nullable Deadline deadline;
    private @Nullable Fault fault;
    private @Nullable BooleanSupplier movesOn;
    private volatile @Nullable Claimed claimed;
    private volatile ChatTranslatable.@Nullable Translated translated;
    private volatile ChatRequestReader.@Nullable Read chat;

    private LlmRequest(
            @Nullable WireRequest wire,
            ChatRequestReader.@Nullable Read chat,
            boolean stream,
            Map<String, String> headers,
            @Nullable Context context,
            Cancellation cancellation,
            @Nullable Deadline deadline,
            boolean wishesLogprobs) {
        this.wire = wire;
        this.chat = chat;
        this.stream = stream;
        this.headers = headers;
        this.context = context;
        this.cancellation = cancellation;
        this.deadline = deadline;
        this.wishesLogprobs = wishesLogprobs;
    }

    /**
     * {@return a request as its caller wrote it}
     *
     * @param headers those of the caller's headers that the provider is to see
     * @param context the event loop of the caller's connection, on which the provider is best called; null for none
     */
    public static LlmRequest of(
            WireRequest wire, Map<String, String> headers, @Nullable Context context, Cancellation cancellation) {
        return new LlmRequest(wire, null, wire.stream(), headers, context, cancellation, null, false);
    }

    /** {@return a request in LangChain4j's form} */
    public static LlmRequest of(ChatRequest chat, boolean stream) {
        return new LlmRequest(
                null,
                new ChatRequestReader.Read(chat, List.of()),
                stream,
                Map.of(),
                null,
                new Cancellation(),
                null,
                false);
    }

    /** {@return the request as its caller wrote it; null where it came in LangChain4j's form} */
    public @Nullable WireRequest wire() {
        return wire;
    }

    /** {@return what is asked, and in which dialect} */
    public Operation operation() {
        return wire == null ? Operation.CHAT : wire.operation();
    }

    /** {@return a request of the same caller for something else, cancelled with this one, and as urgent} */
    LlmRequest asking(OpenAiRequest other) {
        LlmRequest asking =
                new LlmRequest(other, null, other.stream(), headers, context, cancellation, deadline, wishesLogprobs);
        asking.fault = fault;
        asking.movesOn = movesOn;
        return asking;
    }

    /** {@return the same request with what it only named in it} */
    public LlmRequest with(WireRequest full) {
        LlmRequest redeemed =
                new LlmRequest(full, null, stream, headers, context, cancellation, deadline, wishesLogprobs);
        redeemed.fault = fault;
        redeemed.movesOn = movesOn;
        return redeemed;
    }

    /** Notes what it only names, before anybody is chosen for it. */
    public void claim(Claimed named) {
        claimed = named;
    }

    /** {@return the same request, made of another that may have named something, which it then names as well} */
    public LlmRequest claimingAs(LlmRequest other) {
        LlmRequest copy = copy(cancellation, deadline, wishesLogprobs);
        copy.claimed = other.claimed;
        return copy;
    }

    /** {@return what it only names, and who is asked gets with it; null, nearly always, for nothing} */
    public @Nullable Claimed claimed() {
        return claimed;
    }

    /** {@return the same request, with which that is to go wrong} */
    LlmRequest struckBy(Fault wrong) {
        LlmRequest copy = copy(cancellation, deadline, wishesLogprobs);
        copy.fault = wrong;
        return copy;
    }

    /** {@return what is to go wrong with it on purpose; null, nearly always, for nothing} */
    public @Nullable Fault fault() {
        return fault;
    }

    /** {@return the same request with a deadline, cancelled with this one} */
    public LlmRequest within(@Nullable Deadline limit) {
        return copy(cancellation, limit, wishesLogprobs);
    }

    /**
     * {@return the same request, given up once that is so while no answer has come}
     *
     * @param isBetterElsewhere asked now and then, on any thread
     */
    public LlmRequest until(BooleanSupplier isBetterElsewhere) {
        LlmRequest copy = copy(cancellation, deadline, wishesLogprobs);
        copy.movesOn = isBetterElsewhere;
        return copy;
    }

    /** {@return whether to wait no longer for an answer; null where it is waited for as long as the limits are} */
    @Nullable
    BooleanSupplier movesOn() {
        return movesOn;
    }

    /** {@return the same request, given up by whoever holds that} */
    public LlmRequest cancelledBy(Cancellation other) {
        return copy(other, deadline, wishesLogprobs);
    }

    /**
     * {@return the same request, of a router that would like to see how probable the tokens of the reply are} A model
     * that can't be asked for that is asked without, and nobody is told.
     */
    public LlmRequest wishingLogprobs() {
        return copy(cancellation, deadline, true);
    }

    /** {@return the same request, whose reply is read on that event loop} */
    public LlmRequest on(Context loop) {
        return copy(loop, cancellation, deadline, wishesLogprobs);
    }

    private LlmRequest copy(Cancellation by, @Nullable Deadline limit, boolean logprobs) {
        return copy(context, by, limit, logprobs);
    }

    private LlmRequest copy(@Nullable Context loop, Cancellation by, @Nullable Deadline limit, boolean logprobs) {
        LlmRequest copy = new LlmRequest(wire, chat, stream, headers, loop, by, limit, logprobs);
        copy.translated = translated;
        copy.claimed = claimed;
        copy.fault = fault;
        copy.movesOn = movesOn;
        return copy;
    }

    /** {@return whether the router itself would like to see how probable the tokens of the reply are} */
    boolean wishesLogprobs() {
        return wishesLogprobs;
    }

    /** {@return whether it is a chat in whatever dialect, so that every chat model can be asked} */
    public boolean isChat() {
        return wire == null || wire instanceof OpenAiRequest || wire instanceof ChatTranslatable;
    }

    /**
     * {@return the request in the form of chat completions, translated where its caller wrote another; null where it
     * came in LangChain4j's form, and for what is no chat}
     *
     * @throws LlmException of class BAD_REQUEST where it can't be put that way
     */
    public @Nullable OpenAiRequest openAi() {
        if (wire instanceof OpenAiRequest same) {
            return same;
        }
        return wire instanceof ChatTranslatable other ? translated(other).request() : null;
    }

    /** {@return the paths of what {@link #openAi()} can't hold} */
    public List<String> lostInOpenAi() {
        return wire instanceof ChatTranslatable other ? translated(other).dropped() : List.of();
    }

    private ChatTranslatable.Translated translated(ChatTranslatable other) {
        ChatTranslatable.Translated known = translated;
        if (known == null) {
            known = other.toChat();
            translated = known;
        }
        return known;
    }

    /**
     * {@return the request in LangChain4j's form}
     *
     * @throws LlmException of class BAD_REQUEST where it cannot be read as one
     */
    public ChatRequest chat() {
        return read().request();
    }

    /** {@return the paths of what {@link #chat()} can't hold} */
    public List<String> lostInChat() {
        return read().dropped();
    }

    private ChatRequestReader.Read read() {
        ChatRequestReader.Read known = chat;
        if (known == null) {
            OpenAiRequest written = openAi();
            if (written == null) {
                throw new IllegalStateException("a request that is no chat has no such form");
            }
            ChatRequestReader.Read read = ChatRequestReader.read(written.tree());
            known = new ChatRequestReader.Read(withoutModel(read.request()), read.dropped());
            chat = known;
        }
        return known;
    }

    /** The name is the router's; what the provider calls its model, the model itself knows. */
    private static ChatRequest withoutModel(ChatRequest named) {
        ChatRequestParameters parameters = PromptParameters.prompt()
                .overrideWith(named.parameters())
                .modelName(null)
                .build();
        return ChatRequest.builder()
                .messages(named.messages())
                .parameters(parameters)
                .build();
    }

    /** {@return the model that the caller asked for; null where it named none} */
    public @Nullable String model() {
        return wire != null ? wire.model() : chat().modelName();
    }

    /**
     * {@return how long it is, in bytes, for an estimate of its tokens} In LangChain4j's form it has no bytes, and this
     * is what its words would be.
     */
    public int length() {
        return wire != null
                ? wire.length()
                : Estimate.bytes(TokenCounter.ofBytes().count(chat()));
    }

    /** {@return how many tokens the caller lets the reply have at most; 0 where it does not say} */
    public int maxOutputTokens() {
        if (wire != null) {
            return wire.maxOutputTokens();
        }
        Integer most = chat().maxOutputTokens();
        return most == null ? 0 : Math.max(0, most);
    }

    /** {@return how many replies the caller wants in one, each of which may be as long; at least 1} */
    public int choices() {
        return wire == null ? 1 : wire.choices();
    }

    /** {@return what a model must be able to do to answer it; not to be changed} */
    public Set<Capability> needs() {
        Claimed named = claimed;
        if (named != null) {
            return named.needs();
        }
        return wire != null ? wire.needs() : ChatNeeds.of(chat());
    }

    /** {@return what the caller says of the call in {@code metadata}; null where it says nothing there} */
    public @Nullable JsonNode metadata() {
        return wire == null ? null : wire.metadata();
    }

    /** {@return whether the reply is to be a stream} */
    public boolean stream() {
        return stream;
    }

    /** {@return those of the caller's headers that the provider is to see, names in lower case} */
    public Map<String, String> headers() {
        return headers;
    }

    /** {@return the event loop of the caller's connection; null where there is none} */
    public @Nullable Context context() {
        return context;
    }

    /** {@return what the caller wishes of its routing, in the body of the request} */
    public Wished wished() {
        return wire == null ? Wished.NOTHING : wire.wished();
    }

    /** {@return until when the caller waits; null where it does not say} */
    public @Nullable Deadline deadline() {
        return deadline;
    }

    /** {@return how the caller says that it no longer waits} */
    public Cancellation cancellation() {
        return cancellation;
    }
}
