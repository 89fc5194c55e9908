package dev.llmrouter.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaSampleTest {

    private static JsonNode sample(String schema) {
        try {
            return SchemaSample.of(new ObjectMapper().readTree(schema.replace('\'', '"')));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(schema, e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'type':'string','minLength':7,'maxLength':9}",
                "{'type':'string','maxLength':2}",
                "{'type':'string','format':'date-time'}",
                "{'type':'integer','minimum':3}",
                "{'type':'integer','exclusiveMinimum':3,'exclusiveMaximum':5}",
                "{'type':'integer','maximum':-3,'multipleOf':2}",
                "{'type':'integer','minimum':0.5}",
                "{'type':'number','exclusiveMinimum':0,'exclusiveMaximum':1}",
                "{'type':'number','minimum':2.5,'multipleOf':0.5}",
                "{'type':['null','string']}",
                "{'type':'boolean'}",
                "{'enum':['a','b']}",
                "{'const':{'a':1}}",
                "{'type':'array','minItems':2,'items':{'type':'integer','minimum':1}}",
                "{'type':'object','required':['a'],'properties':{'a':{'type':'number'},'b':{'type':'string'}}}",
                "{'type':'object','properties':{'a':{'type':'null'}},'additionalProperties':false}",
                "{'anyOf':[{'type':'integer'},{'type':'string'}]}",
                "{'allOf':[{'type':'object','required':['a'],'properties':{'a':{'const':1}}},"
                        + "{'type':'object','required':['b'],'properties':{'b':{'const':2}}}]}",
                "{'$ref':'#/$defs/a','$defs':{'a':{'type':'object','required':['b'],"
                        + "'properties':{'b':{'$ref':'#/$defs/b'}}},'b':{'enum':[4]}}}",
                "{'type':'object','required':['next'],'additionalProperties':false,"
                        + "'properties':{'next':{'anyOf':[{'$ref':'#'},{'type':'null'}]}}}",
                "{'type':'object','properties':{'next':{'$ref':'#'}}}"
            })
    void fitsTheSchema(String schema) {
        var validator = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema.replace('\'', '"'));

        assertThat(validator.validate(sample(schema).toString(), InputFormat.JSON))
                .isEmpty();
    }

    @Test
    void isMinimal() {
        assertThat(sample("{'type':'object','required':['a'],'properties':"
                                + "{'a':{'type':'array','items':{'type':'string'}},'b':{'type':'string'}}}")
                        .toString())
                .isEqualTo("{\"a\":[]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'object','required':['a','b'],'properties':{'a':{'$ref':'#'},'b':{'$ref':'#'}}}",
                "{'$ref':'#'}",
                "{'type':'array','minItems':2000000000,'items':{'type':'string','minLength':2000000000}}",
                "{'type':'number','minimum':1e999999,'multipleOf':1e-300}",
                "{'type':'number','minimum':1e300,'multipleOf':0}"
            })
    void isBoundedWhateverTheSchemaSays(String schema) {
        assertThatCode(() -> sample(schema).toString()).doesNotThrowAnyException();
    }
}
