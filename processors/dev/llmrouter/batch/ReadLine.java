package dev.llmrouter.batch;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.llmrouter.wire.Json;
import dev.llmrouter.wire.JsonRequest;
import dev.llmrouter.wire.WireRequest;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Message Translator: a line becomes a request. It is one of OpenAI's Batch format, whose {@code body} is passed on byte by
 * byte; a request to chat completions; {@code {"prompt": "..."}}; a JSON text; or a prompt as it is.
 */
public final class ReadLine implements Processor {

    /** The exchange property that says on what {@link Terms} the line is asked. */
    static final String TERMS = "LlmLineTerms";

    /** The exchange property for what its caller calls the line. */
    static final String CUSTOM_ID = "LlmLineCustomId";

    private static final String CHAT = "/v1/chat/completions";

    private final Map<String, Function<byte[], WireRequest>> dialects;

    /** {@code dialects} read the requests to a URL, such as {@code /v1/chat/completions}, which has to be among them. */
    public ReadLine(Map<String, Function<byte[], WireRequest>> dialects) {
        this.dialects = dialects;
    }

    @Override
    public void process(Exchange exchange) {
        Line line = exchange.getMessage().getBody(Line.class);
        Terms terms = exchange.getProperty(TERMS, Terms.class);
        if (line.fault() != null) {
            throw new UnreadableLineException(line.fault());
        }
        LineFields fields = isObject(line.bytes()) ? fields(line.bytes()) : prompt(line);
        exchange.setProperty(CUSTOM_ID, fields.customId());
        WireRequest request = request(fields, line.bytes(), terms.model());
        if (request.stream()) {
            throw JsonRequest.malformed("A request in a file is answered whole: leave out 'stream'.", "stream");
        }
        exchange.getMessage().setBody(request);
    }

    private static boolean isObject(byte[] line) {
        return first(line) == '{';
    }

    private static int first(byte[] line) {
        for (byte each : line) {
            if (each != ' ' && each != '\t' && each != '\r' && each != '\n') {
                return each;
            }
        }
        return -1;
    }

    private static LineFields fields(byte[] line) {
        try {
            return LineFields.read(line);
        } catch (IOException e) {
            throw new UnreadableLineException("The line is not valid JSON.");
        }
    }

    private static LineFields prompt(Line line) {
        return new LineFields().withPrompt(first(line.bytes()) == '"' ? text(line.bytes()) : line.text());
    }

    private static String text(byte[] line) {
        try (JsonParser parser = Json.FACTORY.createParser(line)) {
            if (parser.nextToken() == JsonToken.VALUE_STRING) {
                String text = parser.getText();
                if (parser.nextToken() == null) {
                    return text;
                }
            }
        } catch (IOException e) {
            // said below
        }
        throw new UnreadableLineException("The line begins as a JSON text and is none.");
    }

    private WireRequest request(LineFields fields, byte[] line, @Nullable String model) {
        String method = fields.method();
        if (method != null && !method.equals("POST")) {
            throw JsonRequest.malformed("Invalid 'method': expected POST.", "method");
        }
        String url = fields.url() == null ? CHAT : fields.url();
        Function<byte[], WireRequest> dialect = dialects.get(url);
        if (dialect == null) {
            throw JsonRequest.malformed(
                    "Invalid 'url': expected one of " + String.join(", ", dialects.keySet()), "url");
        }
        if (fields.hasBody()) {
            return dialect.apply(fields.body(line));
        }
        String prompt = fields.prompt();
        return Objects.requireNonNull(dialects.get(CHAT))
                .apply(prompt == null ? line : asked(prompt, fields.model() == null ? model : fields.model()));
    }

    private static byte[] asked(String prompt, @Nullable String model) {
        if (model == null) {
            throw JsonRequest.malformed(
                    "The prompt names no model, and there is none for such prompts: set channels.files.model.",
                    "model");
        }
        if (prompt.isBlank()) {
            throw JsonRequest.malformed("The prompt is blank.", "prompt");
        }
        var request = Json.MAPPER.createObjectNode().put("model", model);
        request.putArray("messages").addObject().put("role", "user").put("content", prompt);
        try {
            return Json.MAPPER.writeValueAsBytes(request);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
