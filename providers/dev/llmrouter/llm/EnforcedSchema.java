package dev.llmrouter.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.llm.WireModel.Answer;
import dev.llmrouter.openai.ChatRequestWriter;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.schema.SchemaRule;
import dev.llmrouter.wire.Json;
import dev.llmrouter.wire.Operation;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Asks a model that knows no JSON schemas for JSON by one: the whole reply is held against the schema before anybody
 * sees it, and asked for once more where it does not fit. Tokens of both are counted. A caller that wants a stream gets
 * the checked reply as one.
 */
final class EnforcedSchema implements Answer {

    private static final int MOST_ASKED = 2;

    private final LlmRequest request;
    private final BiConsumer<LlmRequest, Answer> model;
    private final Answer answer;
    private final SchemaRule rule;
    private Usage used = Usage.NONE;
    private int asked;

    private EnforcedSchema(LlmRequest request, BiConsumer<LlmRequest, Answer> model, Answer answer, SchemaRule rule) {
        this.request = request;
        this.model = model;
        this.answer = answer;
        this.rule = rule;
    }

    /** {@return whether a request asks for JSON by a schema} */
    static boolean isAskedBy(LlmRequest request) {
        OpenAiRequest written = request.openAi();
        if (written != null) {
            return SchemaRule.isIn(written.tree());
        }
        return request.isChat()
                && request.chat().responseFormat() != null
                && request.chat().responseFormat().jsonSchema() != null;
    }

    /**
     * Asks.
     *
     * @param model asks the model itself
     * @throws LlmException of class BAD_REQUEST where the schema is none
     */
    static void ask(LlmRequest request, BiConsumer<LlmRequest, Answer> model, Answer answer) {
        EnforcedSchema enforced = new EnforcedSchema(request, model, answer, new SchemaRule(tree(request)));
        enforced.ask(enforced.rule.inWords());
    }

    private static JsonNode tree(LlmRequest request) {
        OpenAiRequest written = request.openAi();
        if (written != null) {
            return written.tree();
        }
        ObjectNode tree = ChatRequestWriter.write(request.chat());
        return tree.has("model") ? tree : tree.put("model", "unnamed");
    }

    private void ask(OpenAiRequest written) {
        asked++;
        model.accept(request.asking(written), this);
    }

    @Override
    public void replied(LlmReply reply) {
        used = used.plus(reply.usage());
        try {
            check(reply);
        } catch (LlmException e) {
            answer.failed(e.failure());
        } catch (IOException e) {
            answer.failed(Failure.of(FailureClass.MALFORMED, "The provider's answer is not a chat completion."));
        }
    }

    private void check(LlmReply reply) throws IOException {
        JsonNode completion =
                Json.MAPPER.readTree(reply.json("chatcmpl-schema", "unnamed").getBytes());
        JsonNode choice = completion.path("choices").path(0);
        JsonNode content = choice.path("message").path("content");
        if (isOtherwise(choice)) {
            answered(completion, reply);
            return;
        }
        String json = SchemaRule.json(content.asText());
        List<String> problems = rule.problems(json);
        if (problems.isEmpty()) {
            ((ObjectNode) choice.path("message")).put("content", json);
            answered(completion, reply);
        } else if (asked < MOST_ASKED) {
            ask(rule.again(content.asText(), problems));
        } else {
            answer.failed(Failure.of(
                    FailureClass.SCHEMA_MISMATCH,
                    "The model's answer does not fit the schema of response_format, also not when asked again: "
                            + problems.get(0) + "."));
        }
    }

    /** What has no answer to hold against a schema: calls of tools, a refusal, and what was cut off by a limit. */
    private static boolean isOtherwise(JsonNode choice) {
        JsonNode message = choice.path("message");
        return !message.path("tool_calls").isEmpty()
                || message.path("refusal").isTextual()
                || choice.path("finish_reason").asText().equals("length")
                || choice.path("finish_reason").asText().equals("content_filter");
    }

    private void answered(JsonNode completion, LlmReply reply) {
        LlmReply checked = request.stream()
                ? LlmReply.live(Operation.CHAT, WholeStream.of(completion, used, wantsUsage()), reply.headers())
                : LlmReply.whole(Operation.CHAT, Buffer.buffer(completion.toString()), used, reply.headers());
        answer.replied(checked.withDropped(
                Dropped.of(request.lostInOpenAi(), reply.dropped().paths())));
    }

    private boolean wantsUsage() {
        OpenAiRequest written = request.openAi();
        return written != null && written.usageWanted();
    }

    @Override
    public void failed(Failure failure) {
        answer.failed(failure);
    }
}
