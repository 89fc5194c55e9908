package dev.llmrouter.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.llmrouter.catalog.Capability;
import java.io.IOException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a request needs a model to be able to do, found while its bytes are read, in the words of all chat dialects. Not
 * thread-safe.
 */
public final class Needs {

    /** Every set that there can be, so that a request makes none. */
    private static final Set<?>[] SETS = new Set<?>[1 << Capability.values().length];

    static {
        for (int bits = 0; bits < SETS.length; bits++) {
            EnumSet<Capability> set = EnumSet.noneOf(Capability.class);
            for (Capability capability : Capability.values()) {
                if ((bits & bit(capability)) != 0) {
                    set.add(capability);
                }
            }
            SETS[bits] = Collections.unmodifiableSet(set);
        }
    }

    private int bits;

    @SuppressWarnings("EnumOrdinal") // within one run, never stored
    private static int bit(Capability capability) {
        return 1 << capability.ordinal();
    }

    /** Notes a need. */
    public void add(Capability capability) {
        bits |= bit(capability);
    }

    /** {@return what is needed; shared, not to be changed} */
    @SuppressWarnings("unchecked")
    public Set<Capability> all() {
        return (Set<Capability>) SETS[bits];
    }

    /**
     * {@return what a whole request needs}
     *
     * @param parser before its first token, a JSON object that has been read before
     */
    public static Set<Capability> of(JsonParser parser) throws IOException {
        Needs needs = new Needs();
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals("messages") || name.equals("input")) {
                needs.parts(parser);
            } else if (!needs.read(name, parser)) {
                parser.skipChildren();
            }
        }
        return needs.all();
    }

    /** Reads a top field, whose value is the current token, to its last token; false where it tells no need. */
    public boolean read(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "tools", "functions" -> list(parser);
            case "response_format", "text", "output_format", "output_config" -> format(parser);
            case "reasoning_effort" -> effort(parser);
            case "reasoning", "thinking" -> thoughts(parser);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Reads messages, items or their contents, whose parts say what they are in {@code type}. */
    public void parts(JsonParser parser) throws IOException {
        if (!parser.currentToken().isStructStart()) {
            return;
        }
        for (int depth = 1; depth > 0; ) {
            switch (parser.nextToken()) {
                case START_OBJECT, START_ARRAY -> depth++;
                case END_OBJECT, END_ARRAY -> depth--;
                case FIELD_NAME -> field(parser);
                default -> {}
            }
        }
    }

    private void field(JsonParser parser) throws IOException {
        String name = parser.currentName();
        if (name.equals("type")) {
            if (parser.nextToken() == JsonToken.VALUE_STRING) {
                part(parser.getText());
            } else {
                parser.skipChildren();
            }
        } else if (name.equals("input")) {
            // a tool's arguments, which may hold anything
            parser.nextToken();
            parser.skipChildren();
        }
    }

    private void part(String type) {
        switch (type) {
            case "image_url", "image", "input_image" -> add(Capability.VISION);
            case "input_audio" -> add(Capability.AUDIO);
            case "file", "document", "input_file" -> add(Capability.PDF);
            default -> {}
        }
    }

    private void list(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            add(Capability.TOOLS);
            parser.skipChildren();
        }
    }

    /** A JSON schema, wherever in the object the word for it stands. */
    private void format(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("format")) {
                format(parser);
            } else if (value == JsonToken.VALUE_STRING
                    && name.equals("type")
                    && parser.getText().equals("json_schema")) {
                add(Capability.JSON_SCHEMA);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void thoughts(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "effort" -> effort(parser);
                case "type" -> thinking(parser);
                default -> parser.skipChildren();
            }
        }
    }

    private void effort(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            if (!parser.getText().equals("none")) {
                add(Capability.REASONING);
            }
        } else {
            parser.skipChildren();
        }
    }

    private void thinking(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            if (!parser.getText().equals("disabled")) {
                add(Capability.REASONING);
            }
        } else {
            parser.skipChildren();
        }
    }
}
