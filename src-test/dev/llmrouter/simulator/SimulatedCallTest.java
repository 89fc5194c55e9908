package dev.llmrouter.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.llmrouter.wire.Json;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.NotBlank;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class SimulatedCallTest {

    private static ChatRequest request(String text, String tool) {
        return ChatRequest.builder()
                .messages(UserMessage.from(text))
                .toolSpecifications(ToolSpecification.builder().name(tool).build())
                .build();
    }

    @Property(tries = 300)
    void anyArgumentsReachTheToolAsTheyAre(
            @ForAll @AlphaChars @StringLength(min = 1, max = 64) String tool, @ForAll Map<String, String> values) {
        ObjectNode arguments = Json.MAPPER.createObjectNode();
        values.forEach(arguments::put);
        ChatRequest request = request("call " + tool + " " + arguments, tool);
        SimulatedCall wish = SimulatedCall.wished(request);

        assertThat(wish).isEqualTo(new SimulatedCall(tool, arguments.toString()));
        assertThat(wish).satisfies(call -> assertThat(call.obstacle(request)).isNull());
    }

    @Property(tries = 300)
    void whateverElseIsWrittenIsNoCallOrOneWithAnObstacle(@ForAll @NotBlank String text) {
        for (ChatRequest request : new ChatRequest[] {request(text, "tool"), request("call " + text, "tool")}) {
            SimulatedCall wish = SimulatedCall.wished(request);
            if (wish != null) {
                assertThat(wish.obstacle(request)).isNotBlank();
            }
        }
    }

    @Test
    void ofAnEndlessMessageTheArgumentsAreReadToo() {
        String text = "{\"a\":\"" + "{ ".repeat(2_000_000) + "\"}";
        SimulatedCall wish = SimulatedCall.wished(request("call tool " + text, "tool"));

        assertThat(wish).isEqualTo(new SimulatedCall("tool", text));
    }
}
