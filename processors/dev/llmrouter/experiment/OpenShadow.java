package dev.llmrouter.experiment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.llmrouter.call.Call;
import dev.llmrouter.call.Caller;
import dev.llmrouter.llm.Cancellation;
import dev.llmrouter.llm.LlmHeaders;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.openai.OpenAiRequest;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Opens the call of a shadow: the same prompt of the same caller, whole and not as a stream, that nobody waits for, so
 * that nobody cancels it either. Who is asked is the shadow's to say: of the caller's wishes only those stay that keep a
 * prompt away from somebody.
 */
public final class OpenShadow implements Processor {

    /** Which model, and in which order; what may not see the prompt is in {@code provider}, and stays. */
    private static final List<String> CHOICES = List.of("stream_options", "models", "route");

    private static final Set<String> CHOOSING =
            Set.of("x-llm-target", "x-llm-policy", "x-llm-deadline-ms", "x-llm-priority");

    /** They name one request to the provider, and this is another. */
    private static final List<String> NAMING = List.of("idempotency-key", "x-client-request-id");

    private final Shadows shadows;

    /** The shadows that there are. */
    public OpenShadow(Shadows shadows) {
        this.shadows = shadows;
    }

    @Override
    public void process(Exchange exchange) {
        ShadowRun run = ShadowRun.of(exchange);
        Call real = run.real();
        Call call = real.aside(
                real.id() + "-shadow", request(real.request(), run.shadow().use()), caller(real));
        call.access()
                .permit(() -> real.access().permissions().demanding(run.shadow().demands()));
        shadows.began(call.request().cancellation());
        exchange.setVariable(Call.VARIABLE, call);
        // what the other model says of it is for the other model
        exchange.getMessage().removeHeader(LlmHeaders.UNSUPPORTED);
    }

    private static LlmRequest request(LlmRequest real, String model) {
        OpenAiRequest written = real.openAi();
        if (written == null) {
            ChatRequest chat = real.chat();
            return LlmRequest.of(
                    ChatRequest.builder()
                            .messages(chat.messages())
                            .parameters(chat.parameters()
                                    .overrideWith(ChatRequestParameters.builder()
                                            .modelName(model)
                                            .build()))
                            .build(),
                    false);
        }
        ObjectNode json = written.tree().deepCopy();
        json.remove(CHOICES);
        json.put("model", model).put("stream", false);
        Map<String, String> headers = new HashMap<>(real.headers());
        NAMING.forEach(headers::remove);
        return LlmRequest.of(
                        OpenAiRequest.read(json.toString().getBytes(StandardCharsets.UTF_8)),
                        headers,
                        null,
                        new Cancellation())
                .claimingAs(real);
    }

    private static Caller caller(Call real) {
        Caller caller = real.caller();
        return new Caller() {
            @Override
            public @Nullable String header(String name) {
                return isChoice(name) ? null : caller.header(name);
            }

            @Override
            public List<String> headers(String name) {
                return isChoice(name) ? List.of() : caller.headers(name);
            }
        };
    }

    private static boolean isChoice(String header) {
        return CHOOSING.contains(header.toLowerCase(Locale.ROOT));
    }
}
