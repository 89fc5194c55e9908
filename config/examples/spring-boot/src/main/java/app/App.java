package app;

import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
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

    @Component
    static class Text extends RouteBuilder {
        @Override
        public void configure() {
            from("direct:text").routeId("text").to("llm-router:small");
        }
    }
}
