package dev.llmrouter.route;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.wire.Json;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An Ollama that has answered.
 *
 * @param address where, without a slash at its end
 * @param models those that it has pulled
 */
record LocalOllama(URI address, List<String> models) {

    /** Long enough for a server on this machine, and hardly noticed where a host keeps silent. */
    private static final int CONNECT_MILLIS = 300;

    /** Who takes the connection is there, and may be as busy with its own start as this process is. */
    private static final int ANSWER_MILLIS = 2000;

    private static final int MOST_SHOWN = 8;
    private static final int PORT = 11_434;

    /** Whatever it is that answers, only names of models are repeated. */
    private static final Pattern NAME = Pattern.compile("[\\w.:@+/-]{1,100}");

    /**
     * Asks once whether it is there.
     *
     * @param host as Ollama's own clients take it in OLLAMA_HOST; null for this machine
     * @return what always completes, soon, and never with an exception
     */
    static CompletableFuture<Optional<LocalOllama>> look(Vertx vertx, @Nullable String host) {
        URI address = address(host);
        CompletableFuture<Optional<LocalOllama>> answer = new CompletableFuture<>();
        if (address == null) {
            answer.complete(Optional.empty());
            return answer;
        }
        HttpClient client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS));
        long timer = vertx.setTimer(ANSWER_MILLIS, late -> answer.complete(Optional.empty()));
        client.request(request(address))
                .compose(request -> request.send())
                .compose(HttpClientResponse::body)
                .onComplete(
                        body -> answer.complete(body.succeeded() ? read(address, body.result()) : Optional.empty()));
        return answer.whenComplete((found, never) -> {
            vertx.cancelTimer(timer);
            client.close();
        });
    }

    private static RequestOptions request(URI address) {
        return new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost(address.getHost())
                .setPort(address.getPort())
                .setSsl("https".equals(address.getScheme()))
                .setURI(address.getRawPath() + "/api/tags");
    }

    private static Optional<LocalOllama> read(URI address, Buffer body) {
        try {
            JsonNode models = Json.MAPPER.readTree(body.getBytes()).path("models");
            if (!models.isArray()) {
                return Optional.empty();
            }
            List<String> names = new ArrayList<>();
            for (JsonNode model : models) {
                String name = model.path("name").asText();
                if (NAME.matcher(name).matches()) {
                    names.add(name);
                }
            }
            return Optional.of(new LocalOllama(address, names));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** {@return where it would be, with a port; null for what is no address} */
    static @Nullable URI address(@Nullable String host) {
        String given = host == null ? "127.0.0.1" : host.strip();
        boolean isBare = !given.contains("://");
        String bare = given.startsWith(":") ? "127.0.0.1" + given : given;
        try {
            URI uri = URI.create(isBare ? "http://" + bare : given);
            boolean isWeb = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (!isWeb || uri.getHost() == null || uri.getRawUserInfo() != null) {
                return null;
            }
            int otherwise = isBare ? PORT : "https".equals(uri.getScheme()) ? 443 : 80;
            int port = uri.getPort() < 0 ? otherwise : uri.getPort();
            String path = uri.getRawPath().replaceAll("/+$", "");
            return URI.create(uri.getScheme() + "://" + reachable(uri.getHost()) + ":" + port + path);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** A server listens on any address; a client has to call one. */
    private static String reachable(String host) {
        return host.equals("0.0.0.0") || host.equals("[::]") ? "127.0.0.1" : host;
    }

    /** {@return what the operator is told} */
    String description() {
        String where = "answers at " + address.getAuthority();
        if (models.isEmpty()) {
            return where + ", and has no models yet";
        }
        String shown = String.join(", ", models.subList(0, Math.min(MOST_SHOWN, models.size())));
        return where + " with " + shown + (models.size() > MOST_SHOWN ? ", ..." : "");
    }
}
