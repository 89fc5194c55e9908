package dev.llmrouter.config;

import dev.llmrouter.catalog.Doc;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whose signed tokens callers may show in place of a key, as configured. */
@Doc("an issuer of JSON web tokens, as of OpenID Connect, that callers may show in place of a key")
public record TokenEntry(
        @Doc(value = "what its tokens say in iss", required = true) String issuer,
        @Doc("where its keys are; default what ISSUER/.well-known/openid-configuration says") @Nullable URI jwks,
        @Doc("what one of aud has to be; default anything") @Nullable String audience,
        @Doc("the tenant of everybody who shows such a token; default as tenantClaim says") @Nullable String tenant,
        @Doc("the claim that names the tenant, such as org.team; default tenant") String tenantClaim,
        @Doc("the claim that names the user; default sub") String userClaim,
        @Doc("the claim that names the groups; default groups") String groupsClaim,
        @Doc("the algorithms that are taken; default RS256, PS256, ES256 and EdDSA") List<String> algorithms) {

    private static final List<String> USUAL = List.of("RS256", "PS256", "ES256", "EdDSA");
    /** RFC 7518, section 3.1, and RFC 8037, but for none and those with a shared secret. */
    private static final List<String> SIGNING =
            List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");

    /** What is absent takes its default. */
    public TokenEntry(
            String issuer,
            @Nullable URI jwks,
            @Nullable String audience,
            @Nullable String tenant,
            @Nullable String tenantClaim,
            @Nullable String userClaim,
            @Nullable String groupsClaim,
            @Nullable List<String> algorithms) {
        this.issuer = issuer;
        this.jwks = jwks;
        this.audience = audience;
        this.tenant = tenant;
        this.tenantClaim = tenantClaim == null ? "tenant" : tenantClaim;
        this.userClaim = userClaim == null ? "sub" : userClaim;
        this.groupsClaim = groupsClaim == null ? "groups" : groupsClaim;
        this.algorithms = algorithms == null ? USUAL : List.copyOf(algorithms);
        if (!SIGNING.containsAll(this.algorithms) || this.algorithms.isEmpty()) {
            throw new IllegalArgumentException("algorithms may be " + String.join(", ", SIGNING)
                    + ": with any other, who can check a token could make one");
        }
    }
}
