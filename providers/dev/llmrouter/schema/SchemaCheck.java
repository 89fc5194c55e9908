package dev.llmrouter.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.llmrouter.wire.Json;
import dev.llmrouter.wire.JsonRequest;
import java.util.List;

/**
 * Holds a text against a JSON schema (draft 2020-12 where the schema names no other). References that lead out of the
 * schema are never fetched. Thread-safe.
 */
final class SchemaCheck {

    /** More than these help no model to do better. */
    private static final int MOST_PROBLEMS = 10;

    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaCacheEnabled(false));

    private static final SchemaRegistry RULES = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final Schema schema;

    /**
     * A check against the schema.
     *
     * @throws dev.llmrouter.outcome.LlmException of class BAD_REQUEST for what is no schema
     */
    SchemaCheck(JsonNode schema) {
        try {
            this.schema = SCHEMAS.getSchema(schema);
            this.schema.initializeValidators();
            known(schema);
        } catch (SchemaException | IllegalArgumentException e) {
            throw JsonRequest.malformed(
                    "Invalid schema for response_format: it is not a JSON schema that can be checked.",
                    "response_format.json_schema.schema");
        }
    }

    /** A type that there is none of is no fault to the library, yet no answer would ever fit. */
    private static void known(JsonNode schema) {
        SpecificationVersion version = SpecificationVersion.fromDialectId(
                        schema.path("$schema").asText())
                .orElse(SpecificationVersion.DRAFT_2020_12);
        List<Error> wrong =
                RULES.getSchema(SchemaLocation.of(version.getDialectId())).validate(schema);
        if (!wrong.isEmpty()) {
            throw JsonRequest.malformed(
                    "Invalid schema for response_format: " + wrong.get(0) + ".", "response_format.json_schema.schema");
        }
    }

    /** {@return what is wrong with the text, a sentence each; empty where it fits} */
    List<String> problems(String text) {
        try {
            JsonNode value = Json.MAPPER.readTree(text);
            if (value.isMissingNode()) {
                return List.of("the answer is empty");
            }
            return schema.validate(value).stream()
                    .limit(MOST_PROBLEMS)
                    .map(Error::toString)
                    .toList();
        } catch (JsonProcessingException e) {
            return List.of("the answer is not JSON: " + e.getOriginalMessage());
        }
    }
}
