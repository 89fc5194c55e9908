package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.llmrouter.config.ConfigException;
import dev.llmrouter.fixture.CapturedLog;
import dev.llmrouter.fixture.FakeIssuer;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers who show the token of an issuer in place of a key. */
class TokensTest {

    private static final FakeIssuer ISSUER = new FakeIssuer();
    private static final CapturedLog LOG = CapturedLog.of("ROOT", Level.INFO);
    private static final CapturedLog AUDIT = CapturedLog.of("llm-router.audit", Level.INFO);
    private static final TestRouter ROUTER = TestRouter.with(yaml(ISSUER, ""));

    private static String yaml(FakeIssuer issuer, String more) {
        return """
            providers: { sim: { type: simulator, latency: 0s, perToken: 0s } }
            targets:
              a: { provider: sim, model: a }
              b: { provider: sim, model: b }
            models:
              mine:
                policy: content
                when: [ { simple: "${variable.call.group} == 'ops'", use: b } ]
                otherwise: a
            tenants: { acme: { models: [ a, mine ] }, other: {} }
            issuers:
              - { issuer: "%s", audience: llm, tenantClaim: org.team, groupsClaim: roles%s }
            """
                .formatted(issuer.name(), more);
    }

    @BeforeAll
    static void awaitKeys() {
        await().until(() -> ask(ROUTER, ISSUER.token(claims().build())).statusCode() == 200);
    }

    @AfterAll
    static void stop() {
        ROUTER.close();
        ISSUER.close();
        LOG.close();
        AUDIT.close();
        assertThat(LOG.atLeast(Level.INFO) + "" + AUDIT.atLeast(Level.INFO)).doesNotContain("eyJ");
    }

    private static JWTClaimsSet.Builder claims() {
        return claims(ISSUER);
    }

    private static JWTClaimsSet.Builder claims(FakeIssuer issuer) {
        return new JWTClaimsSet.Builder()
                .issuer(issuer.name())
                .audience(List.of("other", "llm"))
                .subject("ann")
                .claim("org", Map.of("team", "acme"))
                .claim("roles", List.of("ops", "dev"))
                .expirationTime(in(300));
    }

    private static Date in(int seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    private static HttpResponse<String> ask(TestRouter router, String token) {
        return router.chat(
                "{\"model\":\"mine\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}",
                "authorization",
                "Bearer " + token);
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String code, String words) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(Caller.tree(answer.body()).at("/error/code").asText()).isEqualTo(code);
        assertThat(answer.body()).contains(words).doesNotContain("eyJ");
    }

    @Test
    void aTokenNamesTenantUserAndGroups() {
        HttpResponse<String> answer = ask(ROUTER, ISSUER.token(claims().build()));
        assertThat(answer.headers().firstValue("x-llm-target")).contains("b");
        HttpResponse<String> ungrouped =
                ask(ROUTER, ISSUER.token(claims().claim("roles", null).build()));
        assertThat(ungrouped.headers().firstValue("x-llm-target")).contains("a");
        HttpResponse<String> narrow = ROUTER.chat(
                "{\"model\":\"b\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}",
                "x-api-key",
                ISSUER.token(claims().build()));
        assertRefused(narrow, 403, "model_not_allowed", "'acme'");
        assertThat(AUDIT.atLeast(Level.INFO)).anyMatch(line -> line.contains("tenant=acme user=ann key=-"));
    }

    @Test
    void aTenantThatIsNotConfiguredIsRefused() {
        String token =
                ISSUER.token(claims().claim("org", Map.of("team", "nobody")).build());
        assertRefused(ask(ROUTER, token), 403, "unknown_tenant", "There is no tenant 'nobody'");
        assertRefused(
                ask(ROUTER, ISSUER.token(claims().claim("org", "acme").build())), 403, "unknown_tenant", "org.team");
    }

    private record Forged(Function<JWTClaimsSet.Builder, String> token) {}

    private static Arguments forged(String words, Function<JWTClaimsSet.Builder, String> token) {
        return Arguments.of(words, new Forged(token));
    }

    static Stream<Arguments> forgeries() {
        return Stream.of(
                forged("Incorrect API key", claims -> FakeIssuer.unsigned(claims.build())),
                forged("have to be signed by", claims -> ISSUER.tokenSignedWithThePublicKey(claims.build())),
                forged("have to be signed by", claims -> ISSUER.token(claims.build(), JWSAlgorithm.RS512)),
                forged(
                        "has expired",
                        claims -> ISSUER.token(claims.expirationTime(in(-70)).build())),
                forged(
                        "no 'exp'",
                        claims -> ISSUER.token(claims.expirationTime(null).build())),
                forged(
                        "not valid yet",
                        claims -> ISSUER.token(claims.notBeforeTime(in(70)).build())),
                forged(
                        "'aud' is not 'llm'",
                        claims -> ISSUER.token(claims.audience("other").build())),
                forged(
                        "not trusted",
                        claims -> ISSUER.token(
                                claims.issuer("http://evil.example").build())),
                forged("not trusted", claims -> ISSUER.token(claims.issuer(null).build())),
                forged("signature of the token is wrong", claims -> {
                    String token = ISSUER.token(claims.build());
                    String other = ISSUER.token(claims.subject("eve").build());
                    return other.substring(0, other.lastIndexOf('.')) + token.substring(token.lastIndexOf('.'));
                }),
                forged("Incorrect API key", claims -> "eyJ.e30.x"));
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void whatIsNotAsItHasToBeIsRefusedSayingWhy(String words, Forged forged) {
        assertRefused(ask(ROUTER, forged.token().apply(claims())), 401, "invalid_api_key", words);
    }

    @Test
    void clocksMayDifferByAMinute() {
        assertThat(ask(ROUTER, ISSUER.token(claims().expirationTime(in(-50)).build()))
                        .statusCode())
                .isEqualTo(200);
        assertThat(ask(ROUTER, ISSUER.token(claims().notBeforeTime(in(50)).build()))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"elliptic", "edwards"})
    void otherKindsOfKeysAreKnownToo(String kind) {
        try (FakeIssuer issuer = new FakeIssuer()) {
            String token = kind.equals("elliptic")
                    ? issuer.ellipticToken(claims(issuer).build())
                    : issuer.edwardsToken(claims(issuer).build());
            String broken = token.substring(0, token.length() - 8) + "AAAAAAAA";
            try (TestRouter router = TestRouter.with(yaml(issuer, ""))) {
                await().until(() -> ask(router, token).statusCode() == 200);
                assertRefused(ask(router, broken), 401, "invalid_api_key", "signature");
            }
        }
    }

    @Test
    void keysThatAreNotThereAreNotAskedForAgainAndAgain() {
        int before = ISSUER.asked();
        for (int i = 0; i < 50; i++) {
            assertThat(ask(ROUTER, ISSUER.tokenOf("made-up-" + i, claims().build()))
                            .statusCode())
                    .isIn(401, 503);
        }
        assertThat(ISSUER.asked() - before).isLessThanOrEqualTo(2);
        assertThat(ask(ROUTER, ISSUER.token(claims().build())).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HS256", "none", "RS1"})
    void anAlgorithmWithASharedSecretCannotBeConfigured(String algorithm) {
        assertThatThrownBy(() -> TestRouter.with(yaml(ISSUER, ", algorithms: [ RS256, " + algorithm + " ]")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("issuers[0].algorithms");
    }

    @Test
    void anIssuerOfATenantThatIsNotThereIsAMistake() {
        assertThatThrownBy(() -> TestRouter.with(yaml(ISSUER, ", tenant: nobody")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("issuers[0].tenant: unknown tenant");
    }
}
