package app;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.AiServices;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
public class App {

    public static void main(String[] args) {
        SpringApplication.run(App.class, args);
    }

    /** A route of the application that asks as soon as the context starts. */
    @Component
    static class Greeting extends RouteBuilder {
        @Override
        public void configure() {
            from("timer:once?repeatCount=1&delay=0")
                    .routeId("greeting")
                    .setHeader("LlmModel", constant("small"))
                    .setBody(constant("Good morning"))
                    .to("direct:chat")
                    .log("the timer was told: ${body.text}");
        }
    }

    @RestController
    static class Own {
        private final ProducerTemplate camel;
        private final CamelContext context;

        Own(ProducerTemplate camel, CamelContext context) {
            this.camel = camel;
            this.context = context;
        }

        @GetMapping("/routes")
        int routes() {
            return context.getRoutesSize();
        }

        /** Beside the paths of the router, under the same prefix. */
        @GetMapping("/v1/say")
        String say(@RequestParam("text") String text) {
            return camel.requestBody("direct:text", text, String.class);
        }
    }

    /** An agent is an interface, of which LangChain4j makes the class. */
    interface Agent {
        String ask(String text);
    }

    /** What the agent may call; its model reads the descriptions. */
    static class Weather {
        @Tool("the weather of a city")
        String weather(@P("the name of the city") String city) {
            return "snow in " + city;
        }
    }

    /** Over HTTP; its model is the router's that llm-router.model names, and need not be there before it is asked. */
    @Lazy
    @RestController
    static class Agents {
        private final Agent agent;

        Agents(ChatModel model) {
            agent = AiServices.builder(Agent.class)
                    .chatModel(model)
                    .tools(new Weather())
                    .build();
        }

        @GetMapping("/agent")
        String agent(@RequestParam("text") String text) {
            return agent.ask(text);
        }
    }

    @Component
    static class Text extends RouteBuilder {
        @Override
        public void configure() {
            from("direct:text").routeId("text").to("llm-router:small");
        }
    }
}
