package dev.llmrouter.route;

import dev.llmrouter.call.Resume;
import dev.llmrouter.call.Workers;
import dev.llmrouter.config.RouterConfig;
import dev.llmrouter.resume.ResumeStream;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

/** Binds the step that lets streams be continued that break off. */
final class Resuming {

    private Resuming() {}

    static void bind(CamelContext camel, RouterConfig config) {
        Set<String> models = config.models().entrySet().stream()
                .filter(entry -> entry.getValue().terms().resume() == Resume.SPLICE)
                .map(java.util.Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
        ProducerTemplate dispatch = camel.createProducerTemplate();
        dispatch.setDefaultEndpointUri("direct:dispatch");
        camel.getRegistry()
                .bind(
                        "resumeStream",
                        Processor.class,
                        new ResumeStream(
                                models,
                                dispatch,
                                Workers.create(camel, "llm-router-resume", ThreadPoolRejectedPolicy.Abort)));
    }
}
