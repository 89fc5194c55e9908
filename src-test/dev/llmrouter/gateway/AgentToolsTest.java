package dev.llmrouter.gateway;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.model.chat.ChatModel;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.route.TestRouter;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.component.langchain4j.agent.api.Agent;
import org.apache.camel.component.langchain4j.agent.api.AgentConfiguration;
import org.apache.camel.component.langchain4j.agent.api.AgentWithoutMemory;
import org.junit.jupiter.api.Test;

/** Methods as tools of Camel's agent, which Camel 4.14 has not: its profile leaves this class out. */
class AgentToolsTest {

    private static final String CALL =
            "{\"id\":\"1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
                    + "\"message\":{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"call_7\",\"type\":\"function\","
                    + "\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Oslo\\\"}\"}}]},"
                    + "\"finish_reason\":\"tool_calls\"}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":3,\"total_tokens\":12}}";

    /** What a model may call. */
    static final class Weather {
        private final List<String> asked = new ArrayList<>();

        @Tool("the weather of a city")
        String weather(@P("city") String city) {
            asked.add(city);
            return "snow";
        }
    }

    @Test
    void camelsOwnAgentCallsMethodsThatAModelAsksFor() {
        try (FakeOpenAi upstream = answering(status(200, CALL), completion("It snows in Oslo."));
                TestRouter router = TestRouter.with(
                        """
                        providers:
                          up: { type: openai, baseUrl: "%s" }
                        targets:
                          first: { provider: up, model: first-model }
                        models:
                          smart: { policy: priority, of: [ first ] }
                        """
                                .formatted(upstream.baseUrl()))) {
            Weather weather = new Weather();
            ChatModel model = router.camel().getRegistry().lookupByNameAndType("smart", ChatModel.class);
            Agent agent = new AgentWithoutMemory(
                    new AgentConfiguration().withChatModel(model).withCustomTools(List.of(weather)));
            router.camel().getRegistry().bind("agent", agent);
            assertThat(router.camel()
                            .createProducerTemplate()
                            .requestBody("langchain4j-agent:x?agent=#agent", "How is Oslo?", String.class))
                    .isEqualTo("It snows in Oslo.");
            assertThat(weather.asked).containsExactly("Oslo");
        }
    }
}
