package dev.llmrouter.openai;

import dev.llmrouter.catalog.Doc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What of a chat-completions request a server does not take, as data; {@link RequestFitter} does what it says.
 * Immutable.
 *
 * @param drops fields that are left out: {@code logit_bias}, or below the top {@code messages[].name}
 * @param renames fields at the top by what they are called there; where a request has both, the one that is renamed
 *     stays
 * @param values for a field at the top, what its words are there
 * @param streamUsage whether a stream is asked to end with its tokens
 * @param extensions whether it takes what others than OpenAI have added to the format; else requests that come from
 *     another dialect go without it
 * @param jsonSchema what becomes of a JSON schema there; recorded for who has to help out
 */
@Doc("what of a chat-completions request the server does not take")
public record Quirks(
        @Doc("fields that are left out, such as logit_bias or messages[].name") List<String> drops,
        @Doc("fields that have another name there, such as seed: random_seed") Map<String, String> renames,
        @Doc("words that are others there, by field, such as tool_choice: {required: any}")
                Map<String, Map<String, String>> values,
        @Doc("whether a stream is asked to end with its tokens, by stream_options; default true") Boolean streamUsage,
        @Doc(
                        "whether it takes top_k, cache_control, reasoning_content and reasoning_details, which requests of other dialects"
                                + " bring along; default true")
                Boolean extensions,
        @Doc("what it makes of a JSON schema in response_format; default native") JsonSchemaSupport jsonSchema) {

    /** A server that takes everything. */
    public static final Quirks NONE = new Quirks(null, null, null, null, null, null);

    private static final List<String> EXTENSIONS = List.of(
            "top_k",
            "messages[].reasoning_content",
            "messages[].reasoning_details",
            "messages[].cache_control",
            "messages[].content[].cache_control",
            "tools[].cache_control");

    private static final Set<String> NEEDED = Set.of("model", "messages", "stream");
    private static final Pattern PATH = Pattern.compile("[^.\\[\\]\\s]+((\\[])?\\.[^.\\[\\]\\s]+)*");

    /** What is absent takes its default; what would break every request is refused. */
    public Quirks(
            @Nullable List<String> drops,
            @Nullable Map<String, String> renames,
            @Nullable Map<String, Map<String, String>> values,
            @Nullable Boolean streamUsage,
            @Nullable Boolean extensions,
            @Nullable JsonSchemaSupport jsonSchema) {
        this.drops = drops == null ? List.of() : List.copyOf(drops);
        this.renames = renames == null ? Map.of() : Map.copyOf(renames);
        this.values = values == null ? Map.of() : Map.copyOf(values);
        this.streamUsage = streamUsage == null || streamUsage;
        this.extensions = extensions == null || extensions;
        this.jsonSchema = jsonSchema == null ? JsonSchemaSupport.NATIVE : jsonSchema;
        this.drops.forEach(Quirks::checkDropped);
        this.renames.forEach((name, there) -> checkKept("renames", name, there));
    }

    private static void checkDropped(String path) {
        if (!PATH.matcher(path).matches()) {
            throw new IllegalArgumentException("drops holds no path of a field: write logit_bias, or messages[].name");
        }
        if (path.startsWith("stream_options.")) {
            throw new IllegalArgumentException("drops holds a part of stream_options, which goes as a whole or not");
        }
        checkKept("drops", path, path);
    }

    private static void checkKept(String key, String name, String other) {
        if (NEEDED.contains(name) || NEEDED.contains(other)) {
            throw new IllegalArgumentException(key + " holds " + name + ", which no request can be without");
        }
    }

    /** {@return these, and what OpenAI itself wants of requests that come from another dialect} */
    Quirks ofOpenAi() {
        Map<String, String> more = new HashMap<>(renames);
        // its newer models refuse the older name
        more.put("max_tokens", "max_completion_tokens");
        return new Quirks(drops, more, values, streamUsage, false, jsonSchema);
    }

    /** {@return these for requests that come from another dialect} */
    Quirks forTranslated() {
        if (extensions) {
            return this;
        }
        List<String> more = new ArrayList<>(drops);
        EXTENSIONS.stream().filter(path -> !drops.contains(path)).forEach(more::add);
        return new Quirks(more, renames, values, streamUsage, false, jsonSchema);
    }

    /** {@return whether requests go to the server as they would to OpenAI} */
    public boolean leavesRequestsAlone() {
        return drops.isEmpty() && renames.isEmpty() && values.isEmpty() && streamUsage;
    }
}
