package dev.llmrouter.openai;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the events of one streamed reply, each {@code data: {chat.completion.chunk}} and an empty line in UTF-8, in
 * the order in which the methods stand here. Not thread-safe: one writer per reply, called by one thread at a time.
 */
public final class ChunkWriter {

    private static final JsonStringEncoder ENCODER = JsonStringEncoder.getInstance();
    private static final byte[] DONE = utf8("data: [DONE]\n\n");
    private static final byte[] QUOTE_END = utf8("\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n");
    private static final byte[] SIGNED_END = utf8("\"}]},\"logprobs\":null,\"finish_reason\":null}]}\n\n");
    private static final byte[] ARGUMENTS_END = utf8("\"}}]},\"logprobs\":null,\"finish_reason\":null}]}\n\n");

    private final String id;
    private final byte[] head;
    private final byte[] delta;
    private final BitSet begunCalls = new BitSet();

    /**
     * A writer for one reply.
     *
     * @param id unique among replies, the same in all chunks
     * @param model the name that the caller sees
     * @param created seconds since 1970
     */
    public ChunkWriter(String id, String model, long created) {
        this.id = id;
        String start = "data: {\"id\":\"" + ascii(id) + "\",\"object\":\"chat.completion.chunk\",\"created\":" + created
                + ",\"model\":\"" + ascii(model) + "\",\"choices\":[";
        this.head = utf8(start);
        this.delta = utf8(start + "{\"index\":0,\"delta\":{");
    }

    /** {@return the first chunk, which says that the assistant speaks} */
    public byte[] role() {
        return join(delta, utf8("\"role\":\"assistant\",\"content\":\""), QUOTE_END);
    }

    /** {@return a piece of what the model thinks, as {@code reasoning_content}} */
    public byte[] reasoning(String piece) {
        return join(delta, utf8("\"reasoning_content\":\""), quoted(piece), QUOTE_END);
    }

    /** {@return the same of a model whose thoughts are signed in that format, also as {@code reasoning_details}} */
    public byte[] reasoning(String piece, String format) {
        String details = "\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"format\":\"" + ascii(format)
                + "\",\"index\":0,\"text\":\"";
        byte[] text = quoted(piece);
        return join(delta, utf8("\"reasoning_content\":\""), text, utf8(details), text, SIGNED_END);
    }

    /** {@return what signs the thoughts before it, and what of them can't be read; nothing where nothing is signed} */
    public byte[] signatures(AiMessage whole) {
        List<Thoughts.Detail> signed = new ArrayList<>();
        for (Thoughts.Detail detail : Thoughts.of(whole)) {
            if (detail.signature() != null) {
                signed.add(detail);
            }
        }
        if (signed.isEmpty()) {
            return new byte[0];
        }
        String details = Thoughts.signatures(signed).toString();
        return join(
                delta, utf8("\"reasoning_details\":" + details + "},\"logprobs\":null,\"finish_reason\":null}]}\n\n"));
    }

    /** {@return a piece of the text} */
    public byte[] content(String piece) {
        return join(delta, utf8("\"content\":\""), quoted(piece), QUOTE_END);
    }

    /** {@return a piece of a tool call's arguments; the first of an index also begins the call} */
    public byte[] toolCall(PartialToolCall piece) {
        return begunCalls.get(piece.index())
                ? arguments(piece.index(), piece.partialArguments())
                : begin(piece.index(), piece.id(), piece.name(), piece.partialArguments());
    }

    /** {@return a whole tool call, for models that send no pieces; nothing when its pieces were written before} */
    public byte[] toolCall(CompleteToolCall call) {
        if (begunCalls.get(call.index())) {
            return new byte[0];
        }
        ToolExecutionRequest request = call.toolExecutionRequest();
        String arguments = request.arguments();
        return begin(
                call.index(),
                request.id(),
                request.name(),
                arguments == null || arguments.isBlank() ? "{}" : arguments);
    }

    /** {@return the last chunk of the choice; a reason that is unknown is written as OpenAI's nearest word} */
    public byte[] finish(@Nullable FinishReason reason) {
        String word = ReplyWords.finish(reason, !begunCalls.isEmpty());
        return join(delta, utf8("},\"logprobs\":null,\"finish_reason\":\"" + word + "\"}]}\n\n"));
    }

    /** {@return the chunk without choices that callers ask for with {@code stream_options.include_usage}} */
    public byte[] usage(TokenUsage usage) {
        return join(head, utf8("],\"usage\":" + ReplyWords.usage(usage) + "}\n\n"));
    }

    /** {@return the event that says that the reply is complete} */
    public static byte[] done() {
        return DONE.clone();
    }

    private byte[] begin(int index, @Nullable String callId, String name, String arguments) {
        begunCalls.set(index);
        String call = "\"tool_calls\":[{\"index\":" + index + ",\"id\":\""
                + ascii(ReplyWords.callId(callId, id, index))
                + "\",\"type\":\"function\",\"function\":{\"name\":\"" + ascii(name) + "\",\"arguments\":\"";
        return join(delta, utf8(call), quoted(arguments), ARGUMENTS_END);
    }

    private byte[] arguments(int index, String piece) {
        String call = "\"tool_calls\":[{\"index\":" + index + ",\"function\":{\"arguments\":\"";
        return join(delta, utf8(call), quoted(piece), ARGUMENTS_END);
    }

    private static byte[] quoted(String text) {
        try {
            return ENCODER.quoteAsUTF8(text);
        } catch (IllegalArgumentException e) {
            // half a surrogate pair, the other half comes in the next piece: UTF-8 has no form for it, JSON has
            return utf8(ascii(text));
        }
    }

    private static String ascii(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (char c : ENCODER.quoteAsString(text)) {
            if (c < 0x80) {
                escaped.append(c);
            } else {
                escaped.append(String.format("\\u%04x", (int) c));
            }
        }
        return escaped.toString();
    }

    private static byte[] join(byte[]... pieces) {
        int size = 0;
        for (byte[] piece : pieces) {
            size += piece.length;
        }
        ByteArrayOutputStream event = new ByteArrayOutputStream(size);
        for (byte[] piece : pieces) {
            event.writeBytes(piece);
        }
        return event.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
