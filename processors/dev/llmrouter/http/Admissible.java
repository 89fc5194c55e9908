package dev.llmrouter.http;

import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** What can be told from a request's head: whether a path takes it at all. */
final class Admissible {

    private Admissible() {}

    static @Nullable Refusal refusal(Peer peer, LlmHttpEndpoint endpoint) {
        if (hasUnknownEnd(peer)) {
            return Refusal.of(400, "The only Transfer-Encoding that is taken is 'chunked'.", null);
        }
        return endpoint.isLast() ? null : refusalOfPath(peer, endpoint);
    }

    /** A proxy in front could find the end of such a body elsewhere, and take for a body what is a request here. */
    private static boolean hasUnknownEnd(Peer peer) {
        String coding = peer.headers().get(HttpHeaders.TRANSFER_ENCODING);
        return coding != null && !coding.strip().equalsIgnoreCase("chunked");
    }

    private static @Nullable Refusal refusalOfPath(Peer peer, LlmHttpEndpoint endpoint) {
        String method = endpoint.getMethod();
        String asked = peer.method();
        if (!isAllowed(asked, endpoint)) {
            return Refusal.of(
                            405,
                            "Method " + asked + " is not allowed for " + peer.path() + "; use " + method + ".",
                            "method_not_allowed")
                    .with("allow", method);
        }
        if (!asked.equals("POST") && !asked.equals("PUT")) {
            return null;
        }
        String type = peer.headers().get(HttpHeaders.CONTENT_TYPE);
        if (!isTaken(type, endpoint)) {
            return Refusal.of(
                    415,
                    "The request body must be " + (endpoint.isJson() ? "JSON" : "a form")
                            + ". Send it with the header 'Content-Type: " + endpoint.getMediaType() + "'.",
                    "unsupported_media_type");
        }
        return !endpoint.isStreamed()
                        && isTooLong(peer.headers().get(HttpHeaders.CONTENT_LENGTH), endpoint.getMaxBodyBytes())
                ? tooLong(endpoint.getMaxBodyBytes())
                : null;
    }

    /** Whatever is read may be looked at with HEAD, as load balancers do; the answer then goes out without its body. */
    private static boolean isAllowed(String asked, LlmHttpEndpoint endpoint) {
        return endpoint.isAllowed(asked) || (asked.equals("HEAD") && endpoint.isAllowed("GET"));
    }

    /** JSON goes by several names, and by none. */
    private static boolean isTaken(@Nullable String type, LlmHttpEndpoint endpoint) {
        if (type == null) {
            return endpoint.isJson();
        }
        int end = type.indexOf(';');
        String media = (end < 0 ? type : type.substring(0, end)).strip();
        return media.equalsIgnoreCase(endpoint.getMediaType())
                || (endpoint.isJson()
                        && media.toLowerCase(java.util.Locale.ROOT).endsWith("+json"));
    }

    private static boolean isTooLong(@Nullable String length, int most) {
        try {
            return length != null && Long.parseLong(length) > most;
        } catch (NumberFormatException e) {
            return true;
        }
    }

    static Refusal tooLong(int most) {
        return Refusal.of(
                413,
                "The request body is longer than " + most + " bytes, the most this router takes.",
                "request_too_large");
    }
}
