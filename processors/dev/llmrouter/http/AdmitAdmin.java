package dev.llmrouter.http;

import dev.llmrouter.call.Caller;
import dev.llmrouter.call.RefusedException;
import dev.llmrouter.catalog.Secret;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Lets operators in, and nobody else. With a key that is who shows it as a bearer token; without one, programs on this
 * machine: neither what a proxy on it passes on from elsewhere, nor a web page that its browser shows.
 */
public final class AdmitAdmin implements Processor {

    private static final String BEARER = "bearer ";
    private static final List<String> LOOKING = List.of("GET", "HEAD", "OPTIONS");
    private static final List<String> PASSED_ON = List.of("forwarded", "x-forwarded-for", "x-real-ip", "via");
    private static final List<String> OF_BROWSERS = List.of("origin", "sec-fetch-site", "referer");
    private static final List<String> THIS_MACHINE = List.of("localhost", "127.0.0.1", "[::1]");

    private final Secret key;
    private final Consumer<HttpCall> changes;

    /**
     * Lets some in.
     *
     * @param key to show, which may be unset
     * @param changes told of everybody who is let in and does more than look
     */
    public AdmitAdmin(Secret key, Consumer<HttpCall> changes) {
        this.key = key;
        this.changes = changes;
    }

    /** {@return whether somebody shows the key of operators; nobody does where there is none} */
    public boolean isShownBy(Caller caller) {
        return key.isSet() && isKey(caller.header("authorization"));
    }

    @Override
    public void process(Exchange exchange) {
        HttpCall call = exchange.getMessage().getBody(HttpCall.class);
        if (key.isSet()) {
            if (!isKey(call.header("authorization"))) {
                throw new RefusedException(
                        401, "This needs the admin key as 'Authorization: Bearer KEY'.", "invalid_admin_key");
            }
        } else if (!isProgramHere(call)) {
            throw new RefusedException(
                    403,
                    "Without an admin key this is for programs on the router's own machine. Set LLM_ROUTER_ADMIN_KEY.",
                    "admin_only_here");
        }
        if (!LOOKING.contains(call.method())) {
            changes.accept(call);
        }
    }

    /** Takes as long for every key that is wrong. */
    private boolean isKey(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return false;
        }
        String shown = authorization.substring(BEARER.length()).strip();
        return MessageDigest.isEqual(
                shown.getBytes(StandardCharsets.UTF_8), key.reveal().getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isProgramHere(HttpCall call) {
        return isLoopback(call.remoteAddress())
                && namesThisMachine(call.header("host"))
                && PASSED_ON.stream().noneMatch(name -> call.header(name) != null)
                && OF_BROWSERS.stream().noneMatch(name -> call.header(name) != null);
    }

    private static boolean isLoopback(@Nullable String address) {
        InetAddress parsed = address == null ? null : NetUtil.createInetAddressFromIpAddressString(address);
        return parsed != null && parsed.isLoopbackAddress();
    }

    /** A page may have made its own name stand for this machine, and then counts for the browser as of here. */
    private static boolean namesThisMachine(@Nullable String host) {
        if (host == null) {
            return false;
        }
        String name = host.replaceFirst(":\\d+$", "");
        return THIS_MACHINE.stream().anyMatch(name::equalsIgnoreCase);
    }
}
