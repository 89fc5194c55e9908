package dev.llmrouter.route;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.Identity;
import dev.llmrouter.http.HttpCall;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.main.Main;
import org.apache.camel.model.ProcessDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/** Believes callers who they are: {@code TENANT} or {@code ORGANIZATION:TENANT:USER} in a header. */
final class ShownIdentity implements InterceptStrategy {

    static final String HEADER = "x-test-identity";

    private ShownIdentity() {}

    static void bind(Main camel) {
        camel.bind("shownIdentity", new ShownIdentity());
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor next) {
        return definition instanceof ProcessDefinition step && "identify".equals(step.getRef())
                ? new DelegateAsyncProcessor((Processor) exchange -> {
                    if (!believe(exchange)) {
                        target.process(exchange);
                    }
                })
                : target;
    }

    private static boolean believe(Exchange exchange) {
        Call call = Call.find(exchange);
        if (call == null) {
            // again, once it is one
            return exchange.getMessage().getBody() instanceof HttpCall request && request.header(HEADER) != null;
        }
        String shown = call.caller().header(HEADER);
        if (shown == null) {
            return false;
        }
        String[] names = shown.split(":", -1);
        call.access()
                .identify(
                        names.length == 1
                                ? Identity.of(shown)
                                : new Identity(names[0], names[1], names[2], List.of(), null));
        return true;
    }
}
