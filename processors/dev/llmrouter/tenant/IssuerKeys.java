package dev.llmrouter.tenant;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import dev.llmrouter.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys of an issuer (RFC 7517), fetched in the background and kept while it is down. Where a token names a key
 * that is not known they are fetched again, at most once in {@link #PAUSE}; nobody ever waits for that. Thread-safe.
 */
final class IssuerKeys {

    /** How soon they are fetched again at the earliest. */
    static final Duration PAUSE = Duration.ofSeconds(5);

    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);
    private static final int OK = 200;

    private final TrustedIssuer issuer;
    private final HttpClient http;
    private final Runnable onChange;
    private final LongSupplier nanos;
    private final AtomicBoolean isFetching = new AtomicBoolean();
    private volatile @Nullable JWKSet keys;
    private volatile String text = "";
    private volatile long begun;
    private volatile boolean hasFailed = true;

    /** {@code onChange} is run when there are other keys than before. */
    IssuerKeys(TrustedIssuer issuer, HttpClient http, Runnable onChange, LongSupplier nanos) {
        this.issuer = issuer;
        this.http = http;
        this.onChange = onChange;
        this.nanos = nanos;
        this.begun = nanos.getAsLong() - KEPT.toNanos();
    }

    TrustedIssuer issuer() {
        return issuer;
    }

    /**
     * {@return the keys that a token may be signed with; not empty}
     *
     * @throws dev.llmrouter.call.RefusedException where there is none: of status 503 while that may change, else 401
     */
    List<JWK> of(JWSHeader header) {
        JWKSet known = keys;
        List<JWK> fitting = known == null ? List.of() : new JWKSelector(JWKMatcher.forJWSHeader(header)).select(known);
        if (!fitting.isEmpty()) {
            return fitting;
        }
        if (fetchAgain() || isFetching.get() || hasFailed) {
            throw Refused.notNow(
                    "The keys of the token's issuer are being fetched. Try again soon.", "issuer_unavailable", 1);
        }
        throw Refused.key("The token is signed with a key that its issuer does not have.");
    }

    /** Fetches them where they are old, or were not to be had. */
    void upkeep() {
        long age = nanos.getAsLong() - begun;
        if (age > KEPT.toNanos() || (hasFailed && age > PAUSE.toNanos())) {
            fetchAgain();
        }
    }

    /** {@return whether they are being fetched from now on} */
    private boolean fetchAgain() {
        if (nanos.getAsLong() - begun < PAUSE.toNanos() || !isFetching.compareAndSet(false, true)) {
            return false;
        }
        begun = nanos.getAsLong();
        var unused = CompletableFuture.completedFuture(issuer)
                .thenCompose(this::place)
                .thenCompose(this::get)
                .thenAccept(this::take)
                .whenComplete((done, thrown) -> {
                    if (thrown != null) {
                        failed(thrown);
                    }
                    isFetching.set(false);
                });
        return true;
    }

    private CompletableFuture<URI> place(TrustedIssuer of) {
        URI known = of.keys();
        if (known != null) {
            return CompletableFuture.completedFuture(known);
        }
        String base = of.name().replaceAll("/+$", "");
        return get(URI.create(base + "/.well-known/openid-configuration")).thenApply(this::place);
    }

    private URI place(String configuration) {
        try {
            JsonNode told = Json.MAPPER.readTree(configuration);
            if (told.path("issuer").asText().equals(issuer.name())) {
                return URI.create(told.path("jwks_uri").asText());
            }
            throw new CompletionException(new IOException("its configuration is that of another issuer"));
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private CompletableFuture<String> get(URI place) {
        HttpRequest request = HttpRequest.newBuilder(place).timeout(PATIENCE).build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(answer -> {
            if (answer.statusCode() != OK) {
                throw new CompletionException(new IOException("it answers with status " + answer.statusCode()));
            }
            return answer.body();
        });
    }

    private void take(String json) {
        try {
            JWKSet fetched = JWKSet.parse(json).toPublicJWKSet();
            boolean isOther = !text.equals(json);
            keys = fetched;
            text = json;
            if (isOther) {
                onChange.run();
                LOG.info("the issuer {} has {} keys", issuer.name(), fetched.size());
            }
            hasFailed = false;
        } catch (ParseException e) {
            throw new CompletionException(e);
        }
    }

    private void failed(Throwable thrown) {
        Throwable why = thrown.getCause() == null ? thrown : thrown.getCause();
        LOG.warn(
                "the keys of the issuer {} can't be fetched, {}: {}",
                issuer.name(),
                keys == null ? "none of its tokens is taken yet" : "those that are known are kept",
                why.toString());
        hasFailed = true;
    }
}
