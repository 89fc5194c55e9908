package dev.llmrouter.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.llmrouter.call.Permissions;
import dev.llmrouter.call.RefusedException;
import dev.llmrouter.fixture.FakeIssuer;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The keys of an issuer that comes and goes, with a clock that is told how late it is. */
class IssuerKeysTest {

    private static final int TAKEN = 200;

    private final FakeIssuer issuer = new FakeIssuer();
    private final AtomicLong nanos = new AtomicLong();
    private final Fingerprints fingerprints = new Fingerprints();
    private final Tokens tokens = new Tokens(
            List.of(new TrustedIssuer(
                    issuer.name(),
                    URI.create(issuer.name() + "/keys"),
                    null,
                    "acme",
                    "tenant",
                    "sub",
                    "groups",
                    List.of("RS256"))),
            new Tenants(Map.of("acme", new Tenant(null, Permissions.ALL))),
            Clock.systemUTC(),
            nanos::get);

    @AfterEach
    void stop() {
        issuer.close();
    }

    private String token(String subject) {
        return issuer.token(claimsOf(subject));
    }

    private JWTClaimsSet claimsOf(String subject) {
        return new JWTClaimsSet.Builder()
                .issuer(issuer.name())
                .subject(subject)
                .expirationTime(Date.from(Instant.now().plusSeconds(300)))
                .build();
    }

    private int show(String token) {
        try {
            Holder holder = tokens.holder(token, fingerprints.of(token));
            return holder == null ? 0 : TAKEN;
        } catch (RefusedException refused) {
            return refused.status();
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void beforeTheKeysAreKnownNobodyIsSaidToBeWrong() {
        issuer.down(true);
        assertThat(show(token("ann"))).isEqualTo(503);
        issuer.down(false);
        assertThat(show(token("ann"))).isEqualTo(503);
        pass(IssuerKeys.PAUSE);
        await().until(() -> show(token("ann")) == TAKEN);
    }

    @Test
    void knownKeysAreKeptWhileTheIssuerIsDown() {
        tokens.upkeep();
        await().until(() -> show(token("ann")) == TAKEN);
        issuer.down(true);
        pass(Duration.ofMinutes(6));
        tokens.upkeep();
        assertThat(show(token("bob"))).isEqualTo(TAKEN);
        await().untilAsserted(() ->
                assertThat(show(issuer.tokenOf("other", claimsOf("ann")))).isEqualTo(503));
        assertThat(show(token("cid"))).isEqualTo(TAKEN);
    }

    @Test
    void aNewKeyIsFetchedAndTheOldOneIsNoLongerTaken() {
        tokens.upkeep();
        String old = token("ann");
        await().until(() -> show(old) == TAKEN);
        issuer.rotate();
        String next = token("ann");
        assertThat(show(old)).isEqualTo(TAKEN);
        assertThat(show(next)).isEqualTo(401);
        pass(IssuerKeys.PAUSE);
        assertThat(show(next)).isEqualTo(503);
        await().until(() -> show(next) == TAKEN);
        assertThat(show(old)).isEqualTo(401);
        assertThat(issuer.asked()).isEqualTo(2);
    }
}
