package dev.llmrouter.semantic;

import dev.llmrouter.aside.Toll;
import dev.llmrouter.catalog.Target;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;

/** Asks the models of targets through Camel's own {@code langchain4j-chat}. Thread-safe. */
final class ChatQuestion {

    /** Spelled out, since the class of Camel that has it differs from version to version. */
    private static final String PROMPT_TEMPLATE = "CamelLangChain4jChatPromptTemplate";

    private final CamelContext camel;
    private final ProducerTemplate producer;

    ChatQuestion(CamelContext camel) {
        this.camel = camel;
        this.producer = camel.createProducerTemplate();
    }

    /** {@return what the model says; throws what comes of asking it} */
    String ask(Target target, String template, Map<String, Object> variables, Toll toll) throws Exception {
        CountedModel model = model(target);
        int length = template.length()
                + variables.values().stream()
                        .mapToInt(value -> value.toString().length())
                        .sum();
        return toll.ask(
                length, () -> ask(endpoint(target), template, variables), said -> model.used(length, said.length()));
    }

    private String ask(Endpoint endpoint, String template, Map<String, Object> variables) throws Exception {
        Exchange asked = producer.request(endpoint, exchange -> {
            exchange.getMessage().setHeader(PROMPT_TEMPLATE, template);
            exchange.getMessage().setBody(variables);
        });
        if (asked.getException() != null) {
            throw asked.getException();
        }
        @Nullable String answer = asked.getMessage().getBody(String.class);
        return answer == null ? "" : answer;
    }

    /** Camel's component says nothing of tokens. */
    private CountedModel model(Target target) {
        String name = CountedModel.name(target);
        CountedModel known = camel.getRegistry().lookupByNameAndType(name, CountedModel.class);
        if (known == null) {
            known = new CountedModel(camel, target.name());
            camel.getRegistry().bind(name, known);
        }
        return known;
    }

    private Endpoint endpoint(Target target) {
        return camel.getEndpoint(
                "langchain4j-chat:llm-router-classifier?chatOperation=CHAT_SINGLE_MESSAGE_WITH_PROMPT&chatModel=%23"
                        + URLEncoder.encode(CountedModel.name(target), StandardCharsets.UTF_8));
    }
}
