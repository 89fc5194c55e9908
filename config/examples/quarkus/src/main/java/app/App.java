package app;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.service.AiServices;
import dev.llmrouter.route.LlmRouter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.quarkus.main.events.AfterConfigure;

@ApplicationScoped
public class App extends RouteBuilder {

    /** An agent is an interface, of which LangChain4j makes the class. */
    public interface Agent {
        String ask(String text);
    }

    /** What the agent may call; its model reads the descriptions. */
    static class Weather {
        @Tool("the weather of a city")
        String weather(@P("the name of the city") String city) {
            return "snow in " + city;
        }
    }

    /** Before the routes of the application start. */
    void install(@Observes AfterConfigure event) throws Exception {
        CamelContext camel = event.getCamelContext();
        LlmRouter router = LlmRouter.install(camel, LlmRouter.read(camel, Path.of("router.yaml")));
        router.installHttp();
        Agent agent = AiServices.builder(Agent.class)
                .chatModel(router.model("small"))
                .tools(new Weather())
                .build();
        camel.getRegistry().bind("agent", agent);
    }

    @Override
    public void configure() {
        from("timer:once?repeatCount=1&delay=0")
                .setHeader("LlmModel", constant("small"))
                .setBody(constant("Good morning"))
                .to("direct:chat")
                .log("the timer was told: ${body.text}");

        from("platform-http:/agent").setBody(header("text")).to("bean:agent?method=ask");

        from("platform-http:/routes").process(exchange -> exchange.getMessage()
                .setBody(Integer.toString(exchange.getContext().getRoutesSize())));
    }
}
