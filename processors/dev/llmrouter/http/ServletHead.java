package dev.llmrouter.http;

import io.vertx.core.MultiMap;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/** What a request to a servlet container asks, apart from its body: taken at once, since containers use requests again. */
record ServletHead(String method, String path, @Nullable String query, String address, MultiMap headers) {

    static ServletHead of(HttpServletRequest request) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (String name : Collections.list(request.getHeaderNames())) {
            headers.add(name, Collections.list(request.getHeaders(name)));
        }
        return new ServletHead(
                request.getMethod(),
                request.getRequestURI().substring(request.getContextPath().length()),
                request.getQueryString(),
                request.getRemoteAddr(),
                headers);
    }
}
