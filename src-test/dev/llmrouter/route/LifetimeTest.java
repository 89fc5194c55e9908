package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.fixture.FakeOpenAi;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Names that come to their end, and who takes over. */
class LifetimeTest {

    private final FakeOpenAi upstream = FakeOpenAi.answering(FakeOpenAi.completion("Hello"));
    private final TestRouter router = TestRouter.with(
            """
        providers:
          up: { type: openai, baseUrl: "%s" }
          off: { type: openai, apiKey: "{{env:LLM_ROUTER_NO_SUCH_KEY:}}" }
        targets:
          v1: { provider: up, model: version-1, sunset: 2020-01-31, successor: v2 }
          v2: { provider: up, model: version-2, sunset: 2999-12-31, successor: v3 }
          v3: { provider: up, model: version-3 }
          gone: { provider: off, model: gone }
          stays: { provider: up, model: stays, sunset: 2020-01-31, successor: gone }
        models:
          latest: { of: [ v1 ] }
          old: { of: [ v3 ], deprecated: 2025-06-01, sunset: 2999-01-01, successor: latest }
          kept: { of: [ v3 ], sunset: 2021-01-01, successor: latest, require: { region: eu } }
          past: { of: [ v3 ], sunset: 2021-01-01, successor: up/named }
        """
                    .formatted(upstream.baseUrl()));

    @AfterEach
    void stop() {
        router.close();
        upstream.close();
    }

    private String answers(String model) {
        return router.ask(model).headers().firstValue("x-llm-model").orElseThrow();
    }

    @Test
    void aSuccessorTakesOverFromTheSunsetOn() {
        assertThat(answers("v1")).isEqualTo("version-2");
    }

    @Test
    void alsoForThoseThatNameItAsAMember() {
        assertThat(answers("latest")).isEqualTo("version-2");
    }

    @Test
    void butNotBefore() {
        assertThat(answers("v2")).isEqualTo("version-2");
    }

    @Test
    void aModelHasASuccessorLikewise() {
        assertThat(answers("past")).isEqualTo("named");
    }

    @Test
    void nobodyTakesOverWhereTheSuccessorIsOff() {
        assertThat(answers("stays")).isEqualTo("stays");
    }

    @Test
    void callersAreToldInTheHeadersThatThereAreStandardsFor() {
        HttpResponse<String> reply = router.ask("old");
        assertThat(reply.headers().firstValue("deprecation")).contains("@1748736000");
        assertThat(reply.headers().firstValue("sunset")).contains("Tue, 01 Jan 2999 00:00:00 GMT");
        assertThat(reply.headers().firstValue("link")).contains("</v1/models/latest>; rel=\"successor-version\"");
    }

    @Test
    void whatAModelRequiresIsRequiredOfItsSuccessorToo() {
        assertThat(router.ask("kept").statusCode()).isEqualTo(403);
    }

    @Test
    void theTraceTellsIt() {
        String told = router.post(
                        "/route/explain", "{\"model\":\"v1\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}")
                .body();
        assertThat(told).contains("v1 had its sunset on 2020-01-31; v2 takes over");
    }
}
