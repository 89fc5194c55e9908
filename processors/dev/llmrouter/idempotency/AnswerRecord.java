package dev.llmrouter.idempotency;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.llmrouter.call.WholeAnswer;
import dev.llmrouter.wire.Json;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * An answer as it stands in a file.
 *
 * @param expires in milliseconds since 1970
 */
record AnswerRecord(String key, String fingerprint, long expires, WholeAnswer answer) {

    /** {@return what {@link #read} makes a record of} */
    byte[] bytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(answer.body().length() + 512);
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(expires);
        out.writeUTF(key);
        out.writeUTF(fingerprint);
        out.writeShort(answer.status());
        out.writeUTF(answer.contentType());
        byte[] headers = Json.MAPPER.writeValueAsBytes(answer.headers());
        out.writeInt(headers.length);
        out.write(headers);
        out.write(answer.body().getBytes());
        return bytes.toByteArray();
    }

    /** {@return the record in those bytes} */
    static AnswerRecord read(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        long expires = in.readLong();
        String key = in.readUTF();
        String fingerprint = in.readUTF();
        int status = in.readUnsignedShort();
        String contentType = in.readUTF();
        byte[] headers = in.readNBytes(in.readInt());
        WholeAnswer answer = new WholeAnswer(
                status,
                contentType,
                Json.MAPPER.readValue(headers, new TypeReference<>() {}),
                Buffer.buffer(in.readAllBytes()));
        return new AnswerRecord(key, fingerprint, expires, answer);
    }
}
