package dev.llmrouter.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmrouter.wire.FittedRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestFitterTest {

    private static final String REST = "'model':'m','messages':[{}]";

    private static Quirks drops(String... paths) {
        return new Quirks(List.of(paths), null, null, null, null, null);
    }

    private static FittedRequest fitted(String request, Quirks quirks) {
        return OpenAiRequest.read(request.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
                .fitted(new RequestFitter(quirks));
    }

    private static String sent(String fields, Quirks quirks) {
        String sent = fitted("{" + fields + "," + REST + "}", quirks)
                .request()
                .forModel("m")
                .toString();
        return sent.replace('"', '\'').replace("," + REST + "}", "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'a':1,'b':2,'c':3 | {'c':3",
                "{'c':3,'a':1,'b':2 | {'c':3",
                "{'a':1,'c':3,'b':2 | {'c':3",
                "{ 'c' : 3 , 'a':1 , 'd':4 | { 'c' : 3 , 'd':4",
                "{ 'a':1 , 'c':3 | { 'c':3",
                "{'c':3,'a':1,'a':2 | {'c':3",
                "{'c':3,'a':{'x':[1,{'a':'}'}]},'d':'a' | {'c':3,'d':'a'",
            })
    void aDroppedFieldGoesWithOneComma(String given, String sent) {
        assertThat(sent(given.substring(1), drops("a", "b"))).isEqualTo(sent + "}");
    }

    @Test
    void whatIsDroppedIsNamedInTheOrderOfTheRequest() {
        FittedRequest fitted = fitted(
                "{'model':'m','n':2,'messages':[{'role':'user','name':'a'},{'role':'user'},{'name':'b'}],'logit_bias':{'1':2}}",
                drops("logit_bias", "n", "messages[].name"));
        assertThat(fitted.dropped()).containsExactly("n", "messages[0].name", "messages[2].name", "logit_bias");
        assertThat(fitted.request().forModel("m").toString())
                .isEqualTo("{'model':'m','messages':[{'role':'user'},{'role':'user'},{}]}".replace('\'', '"'));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'n':1",
                "'n':null",
                "'logprobs':false",
                "'frequency_penalty':0",
                "'frequency_penalty':0.0",
                "'logit_bias':{}",
                "'logit_bias': { }",
                "'user':'me'",
                "'metadata':{'a':'b'}",
                "'store':true",
            })
    void whatSaysNothingIsDroppedWithoutAWord(String field) {
        Quirks quirks = drops("n", "logprobs", "frequency_penalty", "logit_bias", "user", "metadata", "store");
        FittedRequest fitted = fitted("{" + REST + "," + field + "}", quirks);
        assertThat(fitted.dropped()).isEmpty();
        assertThat(fitted.request().forModel("m").toString()).isEqualTo(("{" + REST + "}").replace('\'', '"'));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"'n':2", "'n':1.5", "'logprobs':true", "'frequency_penalty':0.1", "'logit_bias':[0]", "'n':'1'"})
    void whatSaysSomethingIsNamed(String field) {
        FittedRequest fitted =
                fitted("{" + REST + "," + field + "}", drops("n", "logprobs", "frequency_penalty", "logit_bias"));
        assertThat(fitted.dropped()).containsExactly(field.substring(1, field.indexOf(':') - 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'seed':1 | 'random_seed':1",
                "'s\\u0065ed' : 1 | 'random_seed' : 1",
                "'seed':1,'random_seed':2 | 'random_seed':1",
                "'random_seed':2,'seed':1 | 'random_seed':1",
                "'seed':null,'random_seed':2 | 'random_seed':2",
                "'seed':null | 'random_seed':null",
                "'x':{'seed':1} | 'x':{'seed':1}",
                "'tool_choice':'required' | 'tool_choice':'any'",
                "'tool_choice':'requir\\u0065d' | 'tool_choice':'any'",
                "'tool_choice':'auto' | 'tool_choice':'auto'",
                "'tool_choice':{'required':1} | 'tool_choice':{'required':1}",
                "'tool_choice':['required'] | 'tool_choice':['required']",
                "'tool_choice':null | 'tool_choice':null",
                "'user':'required' | 'user':'required'",
                "'effort':'required' | 'level':'most'",
            })
    void namesAndWordsAreThoseOfTheServer(String given, String sent) {
        Quirks quirks = new Quirks(
                null,
                Map.of("seed", "random_seed", "effort", "level"),
                Map.of("tool_choice", Map.of("required", "any"), "effort", Map.of("required", "most")),
                null,
                null,
                null);
        assertThat(sent(given, quirks)).isEqualTo("{" + sent + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'stream':true | 'stream':true",
                "'stream':true,'stream_options':{'include_usage':true} | 'stream':true,'stream_options':{'include_usage':true}",
            })
    void aStreamIsNotAskedForItsTokensWhereTheServerKnowsNoSuchThing(String given, String sent) {
        assertThat(sent(given, new Quirks(null, null, null, false, null, null))).isEqualTo("{" + sent + "}");
    }

    @Test
    void streamOptionsThatAreDroppedAreNotAddedEither() {
        assertThat(sent("'stream':true,'stream_options':{}", drops("stream_options")))
                .isEqualTo("{'stream':true}");
        assertThat(sent("'stream':true", drops("stream_options"))).isEqualTo("{'stream':true}");
    }

    @Test
    void otherQuirksLeaveTheQuestionForTheTokensAlone() {
        assertThat(sent("'stream':true,'n':2,'stream_options':{'x':1}", drops("n")))
                .isEqualTo("{'stream':true,'stream_options':{'x':1,'include_usage':true}}");
    }

    @Test
    void aRequestThatFitsIsTheOneThatCame() {
        OpenAiRequest request =
                OpenAiRequest.read("{\"model\":\"m\",\"messages\":[{}]}".getBytes(StandardCharsets.UTF_8));
        assertThat(request.fitted(new RequestFitter(drops("n"))).request()).isSameAs(request);
    }

    @Test
    void eachServerGetsItsOwn() {
        OpenAiRequest request =
                OpenAiRequest.read("{\"model\":\"m\",\"n\":2,\"messages\":[{}]}".getBytes(StandardCharsets.UTF_8));
        RequestFitter strict = new RequestFitter(drops("n"));
        assertThat(request.fitted(strict)).isSameAs(request.fitted(strict));
        assertThat(request.fitted(new RequestFitter(drops("x"))).dropped()).isEmpty();
        assertThat(request.fitted(strict).dropped()).containsExactly("n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "messages",
                "model",
                "stream",
                "a b",
                "messages[0].name",
                "stream_options.include_usage",
                "a."
            })
    void quirksThatWouldBreakEveryRequestAreRefused(String path) {
        assertThatThrownBy(() -> drops(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("drops ");
    }

    @Test
    void partsBelowPartsAreReached() {
        FittedRequest fitted = fitted(
                "{" + REST + ",'tools':[{'type':'function','function':{'name':'f','strict':true}}]}",
                drops("tools[].function.strict"));
        assertThat(fitted.dropped()).containsExactly("tools[0].function.strict");
        assertThat(fitted.request().forModel("m").toString()).endsWith("\"function\":{\"name\":\"f\"}}]}");
    }
}
