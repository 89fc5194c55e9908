package app;

import dev.llmrouter.route.LlmRouter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.quarkus.main.events.AfterConfigure;

@ApplicationScoped
public class App extends RouteBuilder {

    /** Before the routes of the application start. */
    void install(@Observes AfterConfigure event) throws Exception {
        CamelContext camel = event.getCamelContext();
        LlmRouter.install(camel, LlmRouter.read(camel, Path.of("router.yaml"))).installHttp();
    }

    @Override
    public void configure() {
        from("timer:once?repeatCount=1&delay=0")
                .setHeader("LlmModel", constant("small"))
                .setBody(constant("Good morning"))
                .to("direct:chat")
                .log("the timer was told: ${body.text}");

        from("platform-http:/routes").process(exchange -> exchange.getMessage()
                .setBody(Integer.toString(exchange.getContext().getRoutesSize())));
    }
}
