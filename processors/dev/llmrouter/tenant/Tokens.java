package dev.llmrouter.tenant;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.llmrouter.call.NotAllowedException;
import dev.llmrouter.call.RefusedException;
import dev.llmrouter.provider.Jars;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The JSON web tokens of issuers that are trusted. One that has been found good costs no more than a look-up until it
 * ends, or its issuer has other keys. Thread-safe.
 */
final class Tokens implements Credentials {

    private static final int LONGEST = 16 << 10;
    private static final int LONGEST_USER = 200;
    private static final int MOST_KEPT = 10_000;
    private static final int DOTS = 2;

    private final Map<String, IssuerKeys> issuers;
    private final Tenants tenants;
    private final InstantSource clock;
    private final Cache<Fingerprint, Holder> good =
            Caffeine.newBuilder().maximumSize(MOST_KEPT).build();

    Tokens(List<TrustedIssuer> issuers, Tenants tenants, InstantSource clock, LongSupplier nanos) {
        HttpClient http = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(5))
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        this.issuers = issuers.stream()
                .map(issuer -> new IssuerKeys(issuer, http, good::invalidateAll, nanos))
                .collect(Collectors.toMap(keys -> keys.issuer().name(), Function.identity()));
        this.tenants = tenants;
        this.clock = clock;
    }

    /** @throws IllegalArgumentException where a jar is missing, naming it */
    static void checkJars() {
        check("com.nimbusds.jwt.SignedJWT", "com.nimbusds:nimbus-jose-jwt");
        check("com.github.benmanes.caffeine.cache.Cache", "com.github.ben-manes.caffeine:caffeine");
    }

    private static void check(String type, String coordinates) {
        Jars.missing(type, coordinates).ifPresent(why -> {
            throw new IllegalArgumentException("issuers can't be used: " + why);
        });
    }

    /** Fetches keys that are old. */
    void upkeep() {
        issuers.values().forEach(IssuerKeys::upkeep);
    }

    @Override
    public @Nullable Holder holder(String shown, Fingerprint print) {
        Holder known = good.getIfPresent(print);
        if (known != null && !known.isOver(clock.instant())) {
            return known;
        }
        SignedToken token = isToken(shown) ? SignedToken.read(shown) : null;
        if (token == null) {
            return null;
        }
        Holder holder = checked(token, clock.instant());
        good.put(print, holder);
        return holder;
    }

    private static boolean isToken(String shown) {
        return shown.length() <= LONGEST && shown.chars().filter(c -> c == '.').count() == DOTS;
    }

    private Holder checked(SignedToken token, Instant now) {
        String name = token.claims().getIssuer();
        IssuerKeys keys = name == null ? null : issuers.get(name);
        if (keys == null) {
            throw Refused.key("The token is of an issuer that is not trusted here.");
        }
        token.check(keys, now);
        return holder(token.claims(), keys.issuer()).until(token.end());
    }

    private Holder holder(JWTClaimsSet set, TrustedIssuer issuer) {
        Map<String, Object> claims = set.getClaims();
        String tenant = issuer.tenant() == null ? ClaimPath.text(claims, issuer.tenantClaim()) : issuer.tenant();
        if (tenant == null) {
            throw new RefusedException(
                    403, "The token names no tenant in '" + issuer.tenantClaim() + "'.", "unknown_tenant");
        }
        if (!tenants.has(tenant)) {
            throw NotAllowedException.tenant(tenant);
        }
        String user = ClaimPath.text(claims, issuer.userClaim());
        if (user != null && user.length() > LONGEST_USER) {
            throw Refused.key("'" + issuer.userClaim() + "' of the token is longer than 200 characters.");
        }
        return tenants.holder(tenant, user, ClaimPath.texts(claims, issuer.groupsClaim()), null, null, List.of());
    }
}
