package app;

import dev.llmrouter.route.LlmRouter;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.langchain4j.agent.api.AgentConfiguration;
import org.apache.camel.component.langchain4j.agent.api.AgentWithoutMemory;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;

public class App {

    /** With an argument a plain context, which ends when one question is answered. */
    public static void main(String[] args) throws Exception {
        if (args.length > 0) {
            plain(args[0]);
            return;
        }
        Main main = new Main();
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void afterConfigure(BaseMainSupport configured) {
                try {
                    CamelContext camel = configured.getCamelContext();
                    LlmRouter router = install(camel);
                    router.installHttp();
                    AgentConfiguration agent = new AgentConfiguration().withChatModel(router.model("small"));
                    camel.getRegistry().bind("agent", new AgentWithoutMemory(agent));
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("timer:once?repeatCount=1&delay=0")
                        .setHeader("LlmModel", constant("small"))
                        .setBody(constant("Good morning"))
                        .to("direct:chat")
                        .log("the timer was told: ${body.text}");

                // an agent of Camel's, which calls routes: those that have a tag in common with it
                from("platform-http:/agent")
                        .setBody(header("text"))
                        .to("langchain4j-agent:forecaster?agent=#agent&tags=weather");

                // the agent's model reads the descriptions
                from("langchain4j-tools:weather?tags=weather&name=weather&description=the weather of a city"
                                + "&parameter.city=string")
                        .setBody(simple("snow in ${header.city}"));

                from("platform-http:/routes").process(exchange -> exchange.getMessage()
                        .setBody(Integer.toString(exchange.getContext().getRoutesSize())));
            }
        });
        main.run();
    }

    private static LlmRouter install(CamelContext camel) throws Exception {
        return LlmRouter.install(camel, LlmRouter.read(camel, Path.of("router.yaml")));
    }

    private static void plain(String question) throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.start();
            install(camel);
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:ask")
                            .setHeader("LlmModel", constant("small"))
                            .to("direct:chat")
                            .transform(simple("${body.text}"));
                }
            });
            System.out.println(camel.createProducerTemplate().requestBody("direct:ask", question, String.class));
        }
    }
}
