package dev.llmrouter.http;

import dev.llmrouter.llm.EventLoops;
import io.vertx.core.Vertx;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code llm-http:} in any servlet container: bound in the registry of the Camel context and mapped to all paths, for
 * requests and asynchronous dispatches, with asynchronous support. Paths that no route takes go on to whatever else is
 * there. No thread of the container waits for a reply; one is held while the body of a request comes. A container does not
 * tell that a caller has left before something is written to it.
 */
public final class LlmHttpFilter implements Filter, HttpHost {

    /** By path, which ends in {@code *} where all that begins with it is meant. */
    private final ConcurrentSkipListMap<String, Consumer<Peer>> paths = new ConcurrentSkipListMap<>();

    private volatile @Nullable Vertx vertx;

    @Override
    public Runnable serve(LlmHttpEndpoint path, Consumer<Peer> receiver) {
        vertx = EventLoops.of(path.getCamelContext());
        if (path.isLast()) {
            // what nobody takes here is the host's
            return () -> {};
        }
        paths.put(path.getPath(), receiver);
        return () -> paths.remove(path.getPath());
    }

    @Override
    public Vertx vertx() {
        return Objects.requireNonNull(vertx);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest asked
                && response instanceof HttpServletResponse answer
                && !paths.isEmpty()) {
            filter(asked, answer, chain);
        } else {
            chain.doFilter(request, response);
        }
    }

    private void filter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getAttribute(ServletPeer.IS_CUT) != null) {
            throw new CutOffException();
        }
        Consumer<Peer> receiver = request.getDispatcherType() == DispatcherType.REQUEST ? receiver(request) : null;
        if (receiver == null) {
            chain.doFilter(request, response);
        } else {
            receiver.accept(ServletPeer.of(request, response, vertx().getOrCreateContext()));
        }
    }

    private @Nullable Consumer<Peer> receiver(HttpServletRequest request) {
        String info = request.getPathInfo();
        return receiver(info == null ? request.getServletPath() : request.getServletPath() + info);
    }

    /** The exact path, or else the longest beginning; {@code /x/*} is also for {@code /x}. */
    @Nullable
    Consumer<Peer> receiver(String path) {
        String asked = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        Consumer<Peer> exact = paths.get(asked);
        if (exact == null) {
            exact = paths.get(asked + "/*");
        }
        for (int end = asked.length(); exact == null && end > 0; end--) {
            exact = paths.get(asked.substring(0, end) + "*");
        }
        return exact;
    }

    /** A container closes the connection of an answer that has begun only where something is thrown. */
    private static final class CutOffException extends ServletException {
        private static final long serialVersionUID = 1;

        CutOffException() {
            super("the reply of a model broke off");
        }
    }
}
