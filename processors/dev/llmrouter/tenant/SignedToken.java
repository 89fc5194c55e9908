package dev.llmrouter.tenant;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.GeneralSecurityException;
import java.security.SignatureException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** A JSON web token (RFC 7519) that says who signed it, and what is asked of it before it is believed. */
record SignedToken(SignedJWT token, JWTClaimsSet claims) {

    /** By how much clocks may differ. */
    static final Duration LEEWAY = Duration.ofMinutes(1);

    private static final DefaultJWSVerifierFactory VERIFIERS = new DefaultJWSVerifierFactory();

    /** {@return the token; null where the text is none} Nothing that it says is to be believed yet. */
    static @Nullable SignedToken read(String text) {
        try {
            SignedJWT token = SignedJWT.parse(text);
            JWTClaimsSet claims = token.getJWTClaimsSet();
            return claims == null ? null : new SignedToken(token, claims);
        } catch (ParseException e) {
            return null;
        }
    }

    /**
     * Checks everything that has to hold.
     *
     * @throws dev.llmrouter.call.RefusedException where something does not
     */
    void check(IssuerKeys keys, Instant now) {
        TrustedIssuer issuer = keys.issuer();
        JWSHeader header = token.getHeader();
        if (!issuer.algorithms().contains(header.getAlgorithm().getName())) {
            throw Refused.key("Tokens have to be signed by " + String.join(", ", issuer.algorithms()) + ".");
        }
        if (header.getCriticalParams() != null) {
            throw Refused.key("The token demands what this router does not know, in 'crit'.");
        }
        if (keys.of(header).stream().noneMatch(this::isSignedBy)) {
            throw Refused.key("The signature of the token is wrong.");
        }
        checkTimes(now);
        if (issuer.audience() != null && !claims.getAudience().contains(issuer.audience())) {
            throw Refused.key("The token is for somebody else: its 'aud' is not '" + issuer.audience() + "'.");
        }
    }

    private void checkTimes(Instant now) {
        Date begin = claims.getNotBeforeTime();
        if (claims.getExpirationTime() == null) {
            throw Refused.key("The token has no 'exp'.");
        }
        if (!now.isBefore(end())) {
            throw Refused.key("The token has expired. Get another.");
        }
        if (begin != null && now.isBefore(begin.toInstant().minus(LEEWAY))) {
            throw Refused.key("The token is not valid yet; see its 'nbf'.");
        }
    }

    /** {@return when it is no longer taken} */
    Instant end() {
        return claims.getExpirationTime().toInstant().plus(LEEWAY);
    }

    private boolean isSignedBy(JWK key) {
        try {
            if (key instanceof OctetKeyPair edwards) {
                return EdwardsSignature.isOf(
                        edwards, token.getSigningInput(), token.getSignature().decode());
            }
            return key instanceof AsymmetricJWK asymmetric
                    && token.verify(VERIFIERS.createJWSVerifier(token.getHeader(), asymmetric.toPublicKey()));
        } catch (JOSEException | SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
