package dev.llmrouter.responses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.EventCutter;
import dev.llmrouter.wire.EventReader;
import dev.llmrouter.wire.ReplyFacts;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponsesFormatTest {

    private static final ResponsesFormat FORMAT = ResponsesFormat.INSTANCE;

    private final EventReader reader = FORMAT.events();

    private boolean read(String json) {
        byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return reader.read(new EventCutter.Data(bytes, 0, bytes.length)) == EventReader.Seen.SHOWN;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'response.created','sequence_number':0,'response':{'id':'r','output':[],'error':null}}",
                "{'type':'response.queued','response':{}}",
                "{'type':'response.in_progress','response':{}}",
                "{'response':{'usage':null},'type':'response.in_progress'}",
                "{'type':'response.output_item.added','item':{'type':'message','content':[]}}",
                "{'type':'response.output_item.added','item':{'content':[],'type':'reasoning'}}",
                "{'type':'response.output_item.done','item':{'type':'reasoning','summary':[]}}",
                "{'type':'response.content_part.added','part':{'type':'output_text','text':''}}",
                "{'type':'response.reasoning_summary_part.added'}",
                "{'type':'response.output_text.delta','delta':''}",
                "{'type':'keepalive','sequence_number':3}",
                "{'delta':'x'}",
                "{}",
            })
    void aFrameIsNoContent(String event) {
        assertThat(read(event)).isTrue();
        assertThat(reader.hasContent()).isFalse();
        assertThat(reader.isEnded()).isFalse();
        assertThat((Object) reader.error()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'response.output_text.delta','delta':'a'}",
                "{'delta':'a','type':'response.refusal.delta'}",
                "{'type':'response.function_call_arguments.delta','delta':'{'}",
                "{'type':'response.reasoning_summary_text.delta','delta':'a'}",
                "{'type':'response.reasoning_text.delta','delta':'a'}",
                "{'type':'response.output_item.added','item':{'type':'function_call','name':'f'}}",
                "{'type':'response.web_search_call.in_progress'}",
                "{'type':'response.of_tomorrow'}",
                "{'type':'response.completed','response':{}}",
            })
    void whatACallerWouldShowOrActOnIsContent(String event) {
        assertThat(read(event)).isTrue();
        assertThat(reader.hasContent()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "incomplete"})
    void theLastEventEndsTheStreamAndTellsTheUsage(String how) {
        assertThat(read("{'response':{'usage':{'input_tokens':100,'input_tokens_details':{'cached_tokens':40},"
                        + "'output_tokens':20,'output_tokens_details':{'reasoning_tokens':8}}},'type':'response." + how
                        + "'}"))
                .isTrue();
        assertThat(reader.isEnded()).isTrue();
        assertThat(reader.isComplete()).isTrue();
        assertThat(reader.usage()).isEqualTo(new Usage(100, 40, 0, 20, 8, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'response.failed','response':{'error':{'code':'server_error','message':'It broke'}}}",
                "{'type':'error','code':'server_error','message':'It broke','param':null}",
                "{'type':'error','error':{'type':'x','code':'server_error','message':'It broke'}}",
                "{'error':{'code':'server_error','message':'It broke'}}",
            })
    void aFailureIsAnError(String event) {
        read(event);
        assertThat(Objects.requireNonNull(reader.error()).path("message").asText())
                .isEqualTo("It broke");
        assertThat(Objects.requireNonNull(reader.error()).path("code").asText()).isEqualTo("server_error");
        assertThat(reader.hasContent()).isFalse();
        assertThat(reader.isEnded()).isFalse();
    }

    @Test
    void aFailureWithoutAReasonIsOneToo() {
        read("{'type':'response.failed','response':{'error':null}}");
        assertThat((Object) reader.error()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[DONE]", "{'type':'response.out", "[]", "7", ""})
    void whatIsNoEventIsLeftOut(String data) {
        assertThat(read(data)).isFalse();
        assertThat(reader.isEnded()).isFalse();
    }

    @Test
    void textIsCountedAndArgumentsAreNot() {
        read("{'type':'response.output_text.delta','delta':'abc'}");
        read("{'type':'response.reasoning_summary_text.delta','delta':'de'}");
        read("{'type':'response.function_call_arguments.delta','delta':'{{{{'}");
        assertThat(reader.textLength()).isEqualTo(5);
    }

    @Test
    void aBrokenStreamEndsWithAnErrorOfTheNextNumber() {
        read("{'type':'response.output_text.delta','delta':'abc','sequence_number':41}");
        String end =
                FORMAT.broken(Failure.of(FailureClass.CUT, "It broke"), reader).toString();
        assertThat(end)
                .startsWith("event: error\ndata: {\"type\":\"error\",\"sequence_number\":42,\"code\":\"upstream_cut\","
                        + "\"message\":\"It broke\",\"param\":null,")
                .endsWith("}\n\n");
    }

    @Test
    void aWholeReplyHasItsUsageAndItsLength() {
        ReplyFacts facts = FORMAT.whole(
                "{\"object\":\"response\",\"error\":null,\"output\":[{\"type\":\"message\",\"content\":[{\"text\":\"abc\"}]}],\"usage\":{\"input_tokens\":1,\"output_tokens\":2}}"
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(facts).isEqualTo(new ReplyFacts(true, 3, Usage.of(1, 2), null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "[]", "null", "{}", "{\"choices\":[]}", "{\"output\":{}}"})
    void whatIsNoResponseIsNoReply(String body) {
        assertThat(FORMAT.whole(body.getBytes(StandardCharsets.UTF_8)).isReply())
                .isFalse();
    }

    @Test
    void aFailedResponseIsAnError() {
        assertThat((Object) FORMAT.whole("{\"status\":\"failed\",\"error\":{\"code\":\"server_error\"},\"output\":[]}"
                                .getBytes(StandardCharsets.UTF_8))
                        .error())
                .isNotNull();
    }
}
