package dev.llmrouter.http;

import dev.llmrouter.call.Upload;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder.ErrorDataDecoderException;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A form of a servlet container. Who receives it reads it, so a thread is held while it comes, but no more of it in memory
 * than a piece.
 */
final class ServletForm implements UnreadForm {

    private static final int PIECE_BYTES = 16 << 10;

    private final HttpServletRequest request;
    private final HttpRequest head;
    private volatile @Nullable Throwable why;

    ServletForm(HttpServletRequest request, MultiMap headers) {
        this.request = request;
        this.head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, request.getRequestURI());
        head.headers().set(HttpHeaderNames.CONTENT_TYPE, String.valueOf(headers.get(HttpHeaderNames.CONTENT_TYPE)));
    }

    @Override
    public void giveUp(Throwable reason) {
        why = reason;
    }

    @Override
    public Future<Upload> receive(Path to, long most) {
        if (request.getContentLengthLong() > most + AROUND) {
            return Future.failedFuture(UnreadForm.tooLong(most));
        }
        DefaultHttpDataFactory onDisk = new DefaultHttpDataFactory(true);
        onDisk.setBaseDir(String.valueOf(to.toAbsolutePath().getParent()));
        try {
            HttpPostMultipartRequestDecoder form = new HttpPostMultipartRequestDecoder(onDisk, head);
            try {
                read(form, most);
                return Future.succeededFuture(upload(form.getBodyHttpDatas(), to, most));
            } finally {
                form.destroy();
            }
        } catch (ErrorDataDecoderException e) {
            return Future.failedFuture(UnreadForm.unreadable());
        } catch (IOException e) {
            return Future.failedFuture(UnreadForm.left());
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        } finally {
            onDisk.cleanAllHttpData();
        }
    }

    private void read(HttpPostMultipartRequestDecoder form, long most) throws IOException {
        InputStream in = request.getInputStream();
        long read = 0;
        byte[] piece = new byte[PIECE_BYTES];
        for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
            read += length;
            if (read > most + AROUND) {
                throw UnreadForm.tooLong(most);
            }
            if (why instanceof RuntimeException givenUp) {
                throw givenUp;
            }
            form.offer(new DefaultHttpContent(Unpooled.copiedBuffer(piece, 0, length)));
        }
        form.offer(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    private static Upload upload(List<InterfaceHttpData> parts, Path to, long most) throws IOException {
        FileUpload file = null;
        Map<String, String> fields = new HashMap<>();
        for (InterfaceHttpData part : parts) {
            if (part instanceof FileUpload one) {
                if (file != null || !one.getName().equals(FILE)) {
                    throw UnreadForm.oneFile(one.getName());
                }
                file = one;
            } else if (part instanceof Attribute field) {
                fields.putIfAbsent(field.getName(), field.getValue());
            }
        }
        if (file == null) {
            throw UnreadForm.noFile();
        }
        if (!file.isCompleted()) {
            throw UnreadForm.unreadable();
        }
        if (file.length() > most) {
            throw UnreadForm.tooLong(most);
        }
        long bytes = file.length();
        file.renameTo(to.toFile());
        return new Upload(to, bytes, file.getFilename(), file.getContentType(), fields);
    }
}
