package dev.llmrouter.http;

import dev.llmrouter.call.RefusedException;
import dev.llmrouter.call.Upload;
import dev.llmrouter.wire.JsonRequest;
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
 * A form whose body is still on the connection, paused. Its one file goes to the disk as it comes, no faster than the disk
 * takes it. On the event loop of its caller, but for {@link #receive} and {@link #giveUp}.
 */
final class UnreadForm {

    /** The exchange property that holds it. */
    static final String PROPERTY = "LlmUnreadForm";

    private static final String FILE = "file";
    /** What the other fields may take, and what stands between them. */
    private static final long AROUND = 64 << 10;

    private final HttpServerRequest request;
    private final Context loop = Objects.requireNonNull(Vertx.currentContext());
    private final Promise<Upload> received = Promise.promise();
    private @Nullable HttpServerFileUpload upload;
    private @Nullable AsyncFile out;
    private long written;
    private boolean isEnded;
    private boolean isWritten;
    private boolean isRead;

    UnreadForm(HttpServerRequest request) {
        this.request = request;
    }

    /**
     * Begins to read it, once.
     *
     * @param to where its file is written; nothing may be there
     * @param most how many bytes that may have
     * @return what was sent, or why it is refused
     */
    Future<Upload> receive(Path to, long most) {
        loop.runOnContext(now -> begin(to, most));
        return received.future();
    }

    /** Waits for no more of it. */
    void giveUp(Throwable why) {
        loop.runOnContext(now -> refuse(why));
    }

    private void begin(Path to, long most) {
        if (declared() > most + AROUND) {
            refuse(tooLong(most));
            return;
        }
        try {
            request.setExpectMultipart(true);
        } catch (RuntimeException e) {
            refuse(unreadable());
            return;
        }
        request.uploadHandler(begun -> take(begun, to, most))
                .exceptionHandler(thrown -> refuse(thrown instanceof DecoderException ? unreadable() : left()))
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
            refuse(JsonRequest.malformed("The form holds one file, in the field 'file'.", begun.name()));
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
            refuse(tooLong(most));
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
            refuse(JsonRequest.malformed(
                    "The form holds no file. Send it in the field 'file', with a filename.", FILE));
        } else if (!isEnded) {
            refuse(unreadable());
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

    private static RuntimeException unreadable() {
        return JsonRequest.malformed(
                "The form can't be read: it is no multipart/form-data, ends too early, or has a long field that is no file, since it has no filename.",
                null);
    }

    private static RuntimeException left() {
        return new RefusedException(400, "The connection ended before the upload did.", "upload_cut");
    }

    private static RuntimeException tooLong(long most) {
        return new RefusedException(
                413,
                "The file is longer than " + most
                        + " bytes, the most this router takes: channels.batches.maxFileMegabytes.",
                "request_too_large");
    }
}
