package dev.llmrouter.call;

import io.vertx.core.buffer.Buffer;
import java.util.Map;

/**
 * What went back over HTTP, so that it can go back once more.
 *
 * @param headers names in lower case
 * @param body of a stream, all of its events; not to be changed
 */
public record WholeAnswer(int status, String contentType, Map<String, String> headers, Buffer body) {}
