package dev.llmrouter.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.llmrouter.wire.EventCutter;
import dev.llmrouter.wire.Json;
import dev.llmrouter.wire.JsonRequest;
import dev.llmrouter.wire.JsonRequest.Edit;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks for log probabilities that the router wants to see and the caller does not, and takes them out of the reply
 * again; every other byte of both stays as it is.
 */
public final class LogprobsWish {

    private static final String LOGPROBS = "logprobs";

    private LogprobsWish() {}

    /** {@return whether the caller itself asks for them} */
    public static boolean isIn(OpenAiRequest request) {
        return request.tree().path(LOGPROBS).asBoolean(false);
    }

    /** {@return the request with the wish in it; the same one where its caller has it already} */
    public static OpenAiRequest in(OpenAiRequest request) {
        if (isIn(request)) {
            return request;
        }
        JsonRequest json = request.json();
        byte[] asking = json.with(json.model(), List.of(edit(json))).getBytes();
        return new RequestScan().read(asking, request.isTranslated());
    }

    private static Edit edit(JsonRequest json) {
        try (JsonParser parser = json.parser()) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isWish = parser.currentName().equals(LOGPROBS);
                parser.nextToken();
                int begin = JsonRequest.beginOf(parser);
                parser.skipChildren();
                if (isWish) {
                    return new Edit(begin, JsonRequest.endOf(parser), "true");
                }
            }
            return new Edit(json.end(), json.end(), ",\"" + LOGPROBS + "\":true");
        } catch (IOException e) {
            throw new UncheckedIOException("a request that was read before can't be read again", e);
        }
    }

    /** {@return a whole chat completion without them} */
    public static Buffer takenFrom(Buffer completion) {
        byte[] bytes = completion.getBytes();
        return spliced(bytes, places(bytes, 0, bytes.length));
    }

    /** {@return whole events of a chat completion without them} */
    public static Buffer takenFromEvents(Buffer events) {
        byte[] bytes = events.getBytes();
        List<Edit> edits = new ArrayList<>();
        EventCutter.forEach(bytes, (from, end, data) -> {
            if (data != null && data.bytes() == bytes && !data.isDone()) {
                edits.addAll(places(bytes, data.from(), data.length()));
            }
        });
        return spliced(bytes, edits);
    }

    private static Buffer spliced(byte[] bytes, List<Edit> edits) {
        Buffer spliced = Buffer.buffer(bytes.length);
        int at = 0;
        for (Edit edit : edits) {
            spliced.appendBytes(bytes, at, edit.from() - at).appendString(edit.text());
            at = edit.to();
        }
        return spliced.appendBytes(bytes, at, bytes.length - at);
    }

    /** Of each choice at the top of the JSON; none in what can't be read. */
    private static List<Edit> places(byte[] bytes, int from, int length) {
        List<Edit> places = new ArrayList<>();
        try (JsonParser parser = Json.FACTORY.createParser(bytes, from, length)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isChoices = parser.currentName().equals("choices");
                if (parser.nextToken() == JsonToken.START_ARRAY && isChoices) {
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        choice(parser, from, places);
                    }
                }
                parser.skipChildren();
            }
            return places;
        } catch (IOException e) {
            return List.of();
        }
    }

    private static void choice(JsonParser parser, int from, List<Edit> places) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean isFound = parser.currentName().equals(LOGPROBS);
            boolean isSomething = parser.nextToken().isStructStart();
            int begin = JsonRequest.beginOf(parser);
            parser.skipChildren();
            if (isFound && isSomething) {
                places.add(new Edit(from + begin, from + JsonRequest.endOf(parser), "null"));
            }
        }
    }
}
