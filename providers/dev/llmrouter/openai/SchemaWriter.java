package dev.llmrouter.openai;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.internal.JsonSchemaElementUtils;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;

/** Writes LangChain4j's form of a JSON schema as the JSON it stands for. */
public final class SchemaWriter {

    static final ObjectMapper MAPPER = new ObjectMapper();

    private SchemaWriter() {}

    /** {@return the schema; a new tree for every call} */
    public static ObjectNode write(JsonSchemaElement schema) {
        ObjectNode json = MAPPER.valueToTree(JsonSchemaElementUtils.toMap(schema));
        // LangChain4j writes this keyword for strict schemas only
        if (schema instanceof JsonObjectSchema object && object.additionalProperties() != null) {
            json.put("additionalProperties", object.additionalProperties());
        }
        return json;
    }
}
