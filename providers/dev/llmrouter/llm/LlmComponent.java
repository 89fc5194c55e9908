package dev.llmrouter.llm;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/** {@code llm:NAME}: the LangChain4j model bound in the registry under that name, as a Camel endpoint. */
@Component("llm")
public final class LlmComponent extends DefaultComponent {

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        LlmEndpoint endpoint = new LlmEndpoint(uri, this, remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }
}
