package dev.llmrouter.embeddings;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.Json;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;

/**
 * What a model made of some texts.
 *
 * @param embeddings one for each text, in their order
 */
public record Vectors(List<float[]> embeddings, Usage usage) {

    /** A result whose list is never changed. */
    public Vectors {
        embeddings = List.copyOf(embeddings);
    }

    /**
     * {@return OpenAI's list of embeddings, as JSON in UTF-8}
     *
     * @param model what the caller is told of who made them
     * @param isBase64 whether each is written as the base64 of its 32-bit floats, little-endian, instead of as numbers
     */
    public Buffer json(String model, boolean isBase64) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256 + embeddings.size() * 4096);
        try (JsonGenerator json = Json.FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("object", "list");
            json.writeArrayFieldStart("data");
            for (int index = 0; index < embeddings.size(); index++) {
                write(json, index, isBase64);
            }
            json.writeEndArray();
            json.writeStringField("model", model);
            json.writeObjectFieldStart("usage");
            json.writeNumberField("prompt_tokens", usage.input());
            json.writeNumberField("total_tokens", usage.input());
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(out.toByteArray());
    }

    private void write(JsonGenerator json, int index, boolean isBase64) throws IOException {
        json.writeStartObject();
        json.writeStringField("object", "embedding");
        json.writeNumberField("index", index);
        json.writeFieldName("embedding");
        if (isBase64) {
            json.writeString(base64(embeddings.get(index)));
        } else {
            json.writeStartArray();
            for (float number : embeddings.get(index)) {
                json.writeNumber(number);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static String base64(float[] numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
