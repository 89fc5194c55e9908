package dev.llmrouter.tenant;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose tokens are taken, and what their claims mean.
 *
 * @param name what its tokens say in {@code iss}
 * @param keys where its keys are; null for where its OpenID configuration says
 * @param audience what one of {@code aud} has to be; null for anything
 * @param tenant of everybody; null for whom the claim names
 * @param algorithms that are taken; none of them with a shared secret
 */
public record TrustedIssuer(
        String name,
        @Nullable URI keys,
        @Nullable String audience,
        @Nullable String tenant,
        String tenantClaim,
        String userClaim,
        String groupsClaim,
        List<String> algorithms) {

    /** Keeps its own list. */
    public TrustedIssuer {
        algorithms = List.copyOf(algorithms);
    }
}
