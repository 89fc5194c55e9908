package dev.llmrouter.http;

import dev.llmrouter.call.Attempt;
import dev.llmrouter.call.Call;
import dev.llmrouter.call.WholeBody;
import dev.llmrouter.catalog.Lifetime;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.openai.ChatTranslatable;
import dev.llmrouter.outcome.LlmStream;
import dev.llmrouter.wire.TranslatedStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** Message Translator: the reply of a call becomes an answer in its caller's dialect, with who gave it in the headers. */
public final class WriteReply implements Processor {

    private final Function<@Nullable String, Lifetime> lifetimes;

    /** {@code lifetimes} tells until when the model of a call may be asked for. */
    public WriteReply(Function<@Nullable String, Lifetime> lifetimes) {
        this.lifetimes = lifetimes;
    }

    @Override
    public void process(Exchange exchange) {
        Call call = Call.of(exchange);
        LlmReply reply = Objects.requireNonNull(call.reply());
        Target target = Objects.requireNonNull(call.answeredBy());
        Map<String, String> headers = new HashMap<>(reply.headers());
        headers.putAll(call.told());
        headers.put("x-llm-target", target.name());
        headers.put("x-llm-model", target.model());
        headers.put("x-llm-attempts", Integer.toString(call.asked()));
        if (!call.arms().isEmpty()) {
            arms(call, headers);
        }
        if (!reply.dropped().isNothing()) {
            headers.put("x-llm-dropped", reply.dropped().text());
        }
        if (reply.stream() == null) {
            UsageHeaders.add(headers, call.attempts());
        }
        rejections(headers, call);
        if (call.walk().isLastResort()) {
            headers.put("x-llm-degraded", "last-resort");
        }
        QueuedHeader.add(headers, call);
        LifetimeHeaders.add(headers, lifetimes.apply(call.model()), target);
        String contentType = headers.remove("content-type");
        LlmStream stream = reply.stream();
        exchange.getMessage()
                .setBody(
                        stream != null
                                ? live(contentType, headers, events(call.request(), reply, stream))
                                : new HttpAnswer(
                                        200,
                                        contentType == null ? HttpAnswer.JSON : contentType,
                                        headers,
                                        WholeBody.of(call, reply),
                                        null));
    }

    private static void arms(Call call, Map<String, String> headers) {
        String arms = call.arms().stream()
                .filter(arm -> arm.concerns(call))
                .map(arm -> arm.experiment() + '=' + arm.name())
                .collect(Collectors.joining(", "));
        if (!arms.isEmpty()) {
            headers.put("x-llm-arm", arms);
        }
    }

    /** What was rejected on the way to the answer, or is the answer although it was. */
    private static void rejections(Map<String, String> headers, Call call) {
        for (Attempt attempt : call.attempts()) {
            String why = attempt.rejection();
            if (why != null && attempt == call.answering()) {
                headers.put("x-llm-degraded", "rejected");
            }
            if (why != null) {
                headers.merge(
                        "x-llm-escalated", why, (known, next) -> known.contains(next) ? known : known + ", " + next);
            }
        }
    }

    private static HttpAnswer live(@Nullable String contentType, Map<String, String> headers, LlmStream stream) {
        return contentType == null
                ? HttpAnswer.events(headers, stream)
                : HttpAnswer.bytes(contentType, headers, stream);
    }

    private static LlmStream events(LlmRequest request, LlmReply reply, LlmStream stream) {
        ChatTranslatable other = WholeBody.other(request, reply);
        return other == null ? stream : new TranslatedStream(stream, other.fromChatEvents());
    }
}
