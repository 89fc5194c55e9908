package dev.llmrouter.batch;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.llmrouter.wire.Json;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is at the top of a line, found in one pass over its bytes; the body is only found, and of it the model is read. */
final class LineFields {

    private @Nullable String customId;
    private @Nullable String method;
    private @Nullable String url;
    private @Nullable String prompt;
    private @Nullable String model;
    private @Nullable String bodyModel;
    private int bodyFrom;
    private int bodyTo;

    /** {@return the fields of a JSON object} Throws where it is none. */
    static LineFields read(byte[] line) throws IOException {
        LineFields fields = new LineFields();
        try (JsonParser parser = Json.FACTORY.createParser(line)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                fields.read(name, parser);
            }
            if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
                throw new IOException("no JSON object");
            }
        }
        return fields;
    }

    /** {@return what a line is called by its caller; null where it has no name, or is no JSON object} */
    static @Nullable String customIdOf(byte[] line) {
        try {
            return read(line).customId();
        } catch (IOException unreadable) {
            return null;
        }
    }

    /** {@return the line that is a prompt of that text} */
    static byte[] promptOf(String text) throws IOException {
        return Json.MAPPER.writeValueAsBytes(Map.of("prompt", text));
    }

    private void read(String name, JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT && name.equals("body")) {
            bodyFrom = (int) parser.currentTokenLocation().getByteOffset();
            readBody(parser);
            bodyTo = (int) parser.currentLocation().getByteOffset();
        } else if (parser.currentToken() == JsonToken.VALUE_STRING) {
            take(name, parser);
        } else {
            parser.skipChildren();
        }
    }

    private void readBody(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean isModel = parser.currentName().equals("model");
            parser.nextToken();
            if (isModel && parser.currentToken() == JsonToken.VALUE_STRING) {
                bodyModel = parser.getText();
            } else {
                parser.skipChildren();
            }
        }
    }

    private void take(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "custom_id" -> customId = parser.getText();
            case "method" -> method = parser.getText();
            case "url" -> url = parser.getText();
            case "prompt" -> prompt = parser.getText();
            case "model" -> model = parser.getText();
            default -> {}
        }
    }

    LineFields withPrompt(String text) {
        this.prompt = text;
        return this;
    }

    @Nullable
    String customId() {
        return customId;
    }

    @Nullable
    String method() {
        return method;
    }

    @Nullable
    String url() {
        return url;
    }

    @Nullable
    String prompt() {
        return prompt;
    }

    @Nullable
    String model() {
        return model;
    }

    /** {@return the model that the body asks} */
    @Nullable
    String bodyModel() {
        return bodyModel;
    }

    boolean hasBody() {
        return bodyTo > 0;
    }

    byte[] body(byte[] line) {
        return Arrays.copyOfRange(line, bodyFrom, bodyTo);
    }
}
