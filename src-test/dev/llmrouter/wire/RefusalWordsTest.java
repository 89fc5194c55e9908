package dev.llmrouter.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Refusals as providers word them, and what they mean to a router. */
class RefusalWordsTest {

    private final ProviderErrors errors = new ProviderErrors(text -> text, RefusalRules.NONE);

    private Failure refused(int status, String body) {
        return errors.ofStatus(status, body.replace('\'', '"').getBytes(StandardCharsets.UTF_8), null);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "OpenAI, no money|429|QUOTA|{'error':{'message':'You exceeded your current quota','type':'insufficient_quota','code':'insufficient_quota'}}",
                "OpenAI, too many|429|RATE_LIMIT|{'error':{'message':'Rate limit reached for gpt-5','type':'tokens','code':'rate_limit_exceeded'}}",
                "OpenAI, overloaded|503|OVERLOADED|{'error':{'message':'The engine is currently overloaded','type':'server_error'}}",
                "OpenAI, an image|400|CONTENT_REFUSED|{'error':{'message':'Your request was rejected as a result of our safety system.','code':'content_policy_violation'}}",
                "OpenAI, Responses|400|CONTENT_REFUSED|{'error':{'message':'Your prompt was flagged as potentially violating our usage policy.','code':'invalid_prompt'}}",
                "OpenAI, a key|401|AUTH|{'error':{'message':'Incorrect API key provided','code':'invalid_api_key'}}",
                "Azure, a filter|400|CONTENT_REFUSED|{'error':{'message':'The response was filtered','code':'content_filter','innererror':{'code':'ResponsibleAIPolicyViolation'}}}",
                "Anthropic, no money|400|QUOTA|{'type':'error','error':{'type':'invalid_request_error','message':'Your credit balance is too low to access the Anthropic API.'}}",
                "Anthropic, overloaded|529|OVERLOADED|{'type':'error','error':{'type':'overloaded_error','message':'Overloaded'}}",
                "Anthropic, content|400|CONTENT_REFUSED|{'type':'error','error':{'type':'invalid_request_error','message':'Output blocked by content filtering policy'}}",
                "Anthropic, a broken server|500|SERVER_ERROR|{'type':'error','error':{'type':'api_error','message':'Internal server error'}}",
                "Gemini, per minute|429|RATE_LIMIT|{'error':{'code':429,'message':'You exceeded your current quota, please check your plan.','status':'RESOURCE_EXHAUSTED'}}",
                "Gemini, overloaded|503|OVERLOADED|{'error':{'code':503,'message':'The model is overloaded. Please try again later.','status':'UNAVAILABLE'}}",
                "DeepSeek, no money|402|QUOTA|{'error':{'message':'Insufficient Balance','code':'invalid_request_error'}}",
                "DeepSeek, content|400|CONTENT_REFUSED|{'error':{'message':'Content Exists Risk','code':'invalid_request_error'}}",
                "Moonshot, overloaded|429|OVERLOADED|{'error':{'message':'The engine is currently overloaded','type':'engine_overloaded_error'}}",
                "Moonshot, no money|429|QUOTA|{'error':{'message':'Your account is suspended','type':'exceeded_current_quota_error'}}",
                "Groq, too large|413|UNSUPPORTED|{'error':{'message':'Request too large for model on tokens per minute (TPM): Limit 6000, Requested 9000','type':'tokens','code':'rate_limit_exceeded'}}",
                "Groq, flex|498|OVERLOADED|{'error':{'message':'Flex capacity exceeded','code':'capacity_exceeded'}}",
                "Groq, down|503|OVERLOADED|{'error':{'message':'model is over capacity'}}",
                "xAI, no money|403|QUOTA|{'error':'Your team has either used all available credits or reached its monthly spending limit.'}",
                "OpenRouter, no money|402|QUOTA|{'error':{'code':402,'message':'Insufficient credits'}}",
                "OpenRouter, moderated|403|CONTENT_REFUSED|{'error':{'code':403,'message':'The model requires moderation on this request'}}",
                "OpenRouter, behind it|502|OVERLOADED|{'error':{'code':502,'message':'Provider returned error','metadata':{'raw':'upstream overloaded'}}}",
                "Alibaba, content|400|CONTENT_REFUSED|{'error':{'message':'Input data may contain inappropriate content.','code':'data_inspection_failed'}}",
                "Envoy|500|OVERLOADED|{'message':'no healthy upstream'}",
                "nobody knows|418|BAD_REQUEST|{'error':{'message':'I am a teapot'}}",
                "a page|503|OVERLOADED|<html>Service Unavailable</html>",
                "a page of a broken server|500|SERVER_ERROR|<html>Internal Server Error</html>",
                "a rate limit without words|429|RATE_LIMIT|",
            })
    void knowsWhatProvidersMean(String name, int status, FailureClass kind, String body) {
        assertThat(refused(status, body == null ? "" : body).kind()).isEqualTo(kind);
    }

    @Test
    void whatTheProviderSaysOfTheRoutersBillIsNotForCallers() {
        Failure failure = refused(
                429,
                "{'error':{'message':'Your balance of $0.02 is used up, see org-abc','code':'insufficient_quota'}}");
        assertThat(failure.message()).doesNotContain("0.02", "org-abc");
        assertThat(failure.status()).isEqualTo(502);
        assertThat(failure.code()).isNull();
    }

    @Test
    void aCallerWhoIsQuotedCanNotSayThatTheAccountIsUsedUp() {
        assertThat(refused(400, "{'error':{'message':'Invalid service_tier: insufficient_quota','type':'invalid'}}")
                        .kind())
                .isEqualTo(FailureClass.BAD_REQUEST);
    }

    @Test
    void theWordsOfAPromptThatIsQuotedInARefusalChangeNothingWhereTheyCanNotBeMeant() {
        assertThat(refused(404, "{'error':{'message':'no model `overloaded insufficient_quota content_filter`'}}")
                        .kind())
                .isEqualTo(FailureClass.NOT_FOUND);
    }
}
