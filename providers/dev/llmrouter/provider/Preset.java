package dev.llmrouter.provider;

import dev.llmrouter.openai.Quirks;
import dev.llmrouter.wire.Operation;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one OpenAI-compatible server: the defaults of a provider whose type is its name.
 *
 * @param description a few words for the operator
 * @param baseUrl where its {@code /chat/completions} is; null where everybody has it elsewhere
 * @param key the environment variable with its key; null where it wants none
 * @param operations what it can be asked
 */
public record Preset(
        String description, @Nullable URI baseUrl, @Nullable String key, List<Operation> operations, Quirks quirks) {

    /** What is absent takes its default: chat, and no quirks. */
    public Preset(
            String description,
            @Nullable URI baseUrl,
            @Nullable String key,
            @Nullable List<Operation> operations,
            @Nullable Quirks quirks) {
        this.description = description;
        this.baseUrl = baseUrl;
        this.key = key;
        this.operations = operations == null ? List.of(Operation.CHAT) : List.copyOf(operations);
        this.quirks = quirks == null ? Quirks.NONE : quirks;
    }
}
