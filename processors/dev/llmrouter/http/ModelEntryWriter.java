package dev.llmrouter.http;

import static dev.llmrouter.catalog.Capability.AUDIO;
import static dev.llmrouter.catalog.Capability.EMBEDDINGS;
import static dev.llmrouter.catalog.Capability.JSON_SCHEMA;
import static dev.llmrouter.catalog.Capability.PARALLEL_TOOLS;
import static dev.llmrouter.catalog.Capability.PDF;
import static dev.llmrouter.catalog.Capability.REASONING;
import static dev.llmrouter.catalog.Capability.TOOLS;
import static dev.llmrouter.catalog.Capability.VISION;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.catalog.Capability;
import dev.llmrouter.catalog.DataTerms;
import dev.llmrouter.catalog.ModelFacts;
import dev.llmrouter.catalog.Price;
import dev.llmrouter.wire.Json;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Writes one model of the list: OpenAI's four fields, Anthropic's three, and what is known of it under the names that
 * OpenRouter gives it. What is not known is left out.
 */
final class ModelEntryWriter {

    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

    private final Instant created;

    /** {@code created} is when the router took up its models, to the second; providers do not tell when they did. */
    ModelEntryWriter(Instant created) {
        this.created = created;
    }

    ObjectNode write(String id, ModelFacts facts, DataTerms terms) {
        String name = facts.name() == null ? id : facts.name();
        ObjectNode model = Json.MAPPER
                .createObjectNode()
                .put("id", id)
                .put("object", "model")
                .put("created", created.getEpochSecond())
                .put("owned_by", "llm-router")
                .put("type", "model")
                .put("display_name", name)
                .put("created_at", created.toString())
                .put("name", name);
        limits(model, facts);
        if (facts.capabilities() != null) {
            modalities(model.putObject("architecture"), facts);
            parameters(model.putArray("supported_parameters"), facts);
        }
        if (facts.price() != null) {
            pricing(model.putObject("pricing"), facts.price());
        }
        if (facts.sunset() != null) {
            String day = facts.sunset().toString();
            model.put("sunset", day).put("expiration_date", day);
        }
        terms(model, terms);
        return model;
    }

    private static void terms(ObjectNode model, DataTerms terms) {
        text(model, "region", terms.region());
        text(model, "data_retention", terms.dataRetention());
        if (terms.training() != null) {
            model.put("training", terms.training());
        }
        text(model, "quantization", terms.quantization());
    }

    private static void text(ObjectNode model, String term, @Nullable Object value) {
        if (value != null) {
            model.put(term, value.toString());
        }
    }

    private static void limits(ObjectNode model, ModelFacts facts) {
        if (facts.contextWindow() != null) {
            model.put("context_length", facts.contextWindow());
        }
        if (facts.contextWindow() != null || facts.outputLimit() != null) {
            model.putObject("top_provider")
                    .put("context_length", facts.contextWindow())
                    .put("max_completion_tokens", facts.outputLimit());
        }
    }

    private static void modalities(ObjectNode architecture, ModelFacts facts) {
        ArrayNode input = architecture.putArray("input_modalities").add("text");
        add(input, facts, VISION, "image");
        add(input, facts, AUDIO, "audio");
        add(input, facts, PDF, "file");
        architecture.putArray("output_modalities").add(facts.can(EMBEDDINGS) ? "embeddings" : "text");
    }

    private static void parameters(ArrayNode parameters, ModelFacts facts) {
        if (facts.can(EMBEDDINGS)) {
            return;
        }
        parameters.add("max_tokens").add("max_completion_tokens").add("stop");
        if (!facts.can(REASONING)) {
            // some models that reason refuse them
            parameters.add("temperature").add("top_p");
        }
        add(parameters, facts, TOOLS, "tools", "tool_choice");
        add(parameters, facts, PARALLEL_TOOLS, "parallel_tool_calls");
        add(parameters, facts, JSON_SCHEMA, "response_format", "structured_outputs");
        add(parameters, facts, REASONING, "reasoning", "reasoning_effort");
    }

    private static void add(ArrayNode words, ModelFacts facts, Capability capability, String... named) {
        if (facts.can(capability)) {
            for (String word : named) {
                words.add(word);
            }
        }
    }

    /** Decimal texts in US dollars per token, as a price of a millionth of a dollar has no exact number. */
    private static void pricing(ObjectNode pricing, Price price) {
        pricing.put("prompt", perToken(price.input())).put("completion", perToken(price.output()));
        put(pricing, "input_cache_read", price.cachedInput());
        put(pricing, "input_cache_write", price.cacheWrite());
        put(pricing, "internal_reasoning", price.reasoning());
    }

    private static void put(ObjectNode pricing, String kind, @Nullable Double perMillion) {
        if (perMillion != null) {
            pricing.put(kind, perToken(perMillion));
        }
    }

    private static String perToken(double perMillion) {
        BigDecimal price = BigDecimal.valueOf(perMillion).divide(MILLION).stripTrailingZeros();
        return price.signum() == 0 ? "0" : price.toPlainString();
    }
}
