package dev.llmrouter.http;

import dev.llmrouter.call.Upload;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A form on a connection of Vert.x, paused. It comes no faster than the disk takes it. On the event loop of its caller, but
 * for {@link #receive} and {@link #giveUp}.
 */
final class VertxForm implements UnreadForm {

    private final HttpServerRequest request;
    private final Context loop = Objects.requireNonNull(Vertx.currentContext());
    private final Promise<Upload> received = Promise.promise();
    private @Nullable HttpServerFileUpload upload;
    private @Nullable AsyncFile out;
    private long written;
    private boolean isEnded;
    private boolean isWritten;
    private boolean isRead;

    VertxForm(HttpServerRequest request) {
        this.request = request;
    }

    @Override
    public Future<Upload> receive(Path to, long most) {
        loop.runOnContext(now -> begin(to, most));
        return received.future();
    }

    @Override
    public void giveUp(Throwable why) {
        loop.runOnContext(now -> refuse(why));
    }

    private void begin(Path to, long most) {
        if (declared() > most + AROUND) {
            refuse(UnreadForm.tooLong(most));
            return;
        }
        try {
            request.setExpectMultipart(true);
        } catch (RuntimeException e) {
            refuse(UnreadForm.unreadable());
            return;
        }
        request.uploadHandler(begun -> take(begun, to, most))
                .exceptionHandler(thrown ->
                        refuse(thrown instanceof DecoderException ? UnreadForm.unreadable() : UnreadForm.left()))
                .endHandler(end -> ended(to));
        String expect = request.getHeader(HttpHeaders.EXPECT);
        if (expect != null && expect.equalsIgnoreCase("100-continue")) {
            request.response().writeContinue();
        }
        request.resume();
    }

    private long declared() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private void take(HttpServerFileUpload begun, Path to, long most) {
        begun.handler(unwanted -> {});
        if (upload != null || !begun.name().equals(FILE)) {
            refuse(UnreadForm.oneFile(begun.name()));
            return;
        }
        upload = begun;
        try {
            // the upload itself is never paused, so that it has ended before the form does, or never will
            AsyncFile opened = owner().fileSystem()
                    .openBlocking(
                            to.toString(), new OpenOptions().setCreateNew(true).setWrite(true));
            out = opened;
            begun.handler(piece -> write(piece, opened, most)).endHandler(end -> close(opened, to));
        } catch (RuntimeException e) {
            refuse(e);
        }
    }

    private static Vertx owner() {
        return Objects.requireNonNull(Vertx.currentContext()).owner();
    }

    private void write(Buffer piece, AsyncFile opened, long most) {
        written += piece.length();
        if (written > most) {
            refuse(UnreadForm.tooLong(most));
        }
        if (received.future().isComplete()) {
            return;
        }
        var unused = opened.write(piece).onFailure(this::refuse);
        if (opened.writeQueueFull()) {
            request.pause();
            opened.drainHandler(drained -> request.resume());
        }
    }

    private void close(AsyncFile opened, Path to) {
        isEnded = true;
        var unused = opened.flush().compose(flushed -> opened.close()).onComplete(closed -> {
            isWritten = closed.succeeded();
            if (closed.failed()) {
                refuse(closed.cause());
            }
            finish(to);
        });
    }

    /** A form may end before its file does. */
    private void ended(Path to) {
        HttpServerFileUpload taken = upload;
        if (taken == null) {
            refuse(UnreadForm.noFile());
        } else if (!isEnded) {
            refuse(UnreadForm.unreadable());
        }
        isRead = true;
        finish(to);
    }

    private void finish(Path to) {
        HttpServerFileUpload taken = upload;
        if (isRead && isWritten && taken != null) {
            Map<String, String> fields = new HashMap<>();
            request.formAttributes().forEach(field -> fields.putIfAbsent(field.getKey(), field.getValue()));
            received.tryComplete(new Upload(to, written, taken.filename(), taken.contentType(), fields));
        }
    }

    private void refuse(Throwable why) {
        AsyncFile opened = out;
        if (received.tryFail(why) && opened != null && !isEnded) {
            var unused = opened.close();
        }
    }
}
