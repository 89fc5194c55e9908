package dev.llmrouter.idempotency;

import dev.llmrouter.call.AnswerKeeper;
import dev.llmrouter.call.Call;
import dev.llmrouter.call.Identity;
import dev.llmrouter.idempotency.Answers.Known;
import dev.llmrouter.llm.LlmHeaders;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.openai.ChatRequestWriter;
import dev.llmrouter.wire.WireRequest;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * A request that came with an {@code Idempotency-Key}.
 *
 * @param key that of its caller, and of the way that it came on, since each has answers of its own
 * @param fingerprint what tells it apart from another request
 * @param holder the message that it came with, which is nowhere else; null where nothing is known of that
 */
record KeyedRequest(Exchange exchange, Call call, String key, String fingerprint, @Nullable String holder) {

    private static final String HTTP = "llm-http:";
    private static final String MESSAGE = "message";

    static KeyedRequest of(Exchange exchange, Call call, String header) {
        Endpoint from = exchange.getFromEndpoint();
        String way = from != null && from.getEndpointUri().startsWith(HTTP) ? from.getEndpointUri() : MESSAGE;
        String holder = exchange.getProperty(AnswerKeeper.HOLDER, String.class);
        return new KeyedRequest(
                exchange,
                call,
                scoped(call.access().identity(), way, header),
                fingerprint(call.request(), exchange),
                holder == null ? null : hash(holder.getBytes(StandardCharsets.UTF_8)));
    }

    /** {@return whether it came over HTTP, so that it is answered there} */
    boolean isOverHttp() {
        Endpoint from = exchange.getFromEndpoint();
        return from != null && from.getEndpointUri().startsWith(HTTP);
    }

    /** {@return whether what is known of its key is that the same request is still going on} */
    boolean isGoingOn(@Nullable Known known) {
        return known != null && known.answer() == null && known.fingerprint().equals(fingerprint);
    }

    private static String scoped(@Nullable Identity identity, String way, String header) {
        String tenant = identity == null ? "" : identity.tenant();
        String key = identity == null || identity.key() == null ? "" : identity.key();
        String user = identity == null || identity.user() == null ? "" : identity.user();
        return hash((tenant + '\n' + key + '\n' + user + '\n' + way + '\n' + header).getBytes(StandardCharsets.UTF_8));
    }

    /** Wishes are not in what a provider sees, nor is the model that a route names beside the request. */
    private static String fingerprint(LlmRequest request, Exchange exchange) {
        WireRequest wire = request.wire();
        String named = exchange.getMessage().getHeader(LlmHeaders.MODEL, String.class);
        Buffer bytes = wire == null
                ? Buffer.buffer(ChatRequestWriter.write(request.chat()).toString())
                : wire.forModel(wire.model()).appendString(String.valueOf(wire.wished()));
        return hash((named == null ? bytes : bytes.appendString(named)).getBytes());
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "KeyedRequest[" + key + "]";
    }
}
