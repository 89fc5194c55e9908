package dev.llmrouter.http;

import dev.llmrouter.llm.Cancellation;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.streams.WriteStream;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who sent one request to a servlet container. */
final class ServletPeer implements Peer {

    /** The attribute of a request whose answer is to break off. */
    static final String IS_CUT = "dev.llmrouter.cut";

    private static final int PIECE_BYTES = 16 << 10;

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final AsyncContext async;
    private final ServletOutput out;
    private final ServletBody body;
    private final Context loop;
    private final ServletHead head;
    private boolean isBegun;

    private ServletPeer(
            HttpServletRequest request,
            HttpServletResponse response,
            AsyncContext async,
            ServletOutput out,
            Context loop) {
        this.request = request;
        this.response = response;
        this.async = async;
        this.out = out;
        this.body = new ServletBody(out);
        this.loop = loop;
        this.head = ServletHead.of(request);
    }

    /** {@return who sent a request, which is answered asynchronously from now on; on a thread of the container} */
    static ServletPeer of(HttpServletRequest request, HttpServletResponse response, Context loop) throws IOException {
        AsyncContext async = request.startAsync(request, response);
        async.setTimeout(0);
        ServletOutput out = new ServletOutput(async, response.getOutputStream(), loop);
        return new ServletPeer(request, response, async, out, loop);
    }

    @Override
    public String method() {
        return head.method();
    }

    @Override
    public String path() {
        return head.path();
    }

    @Override
    public @Nullable String query() {
        return head.query();
    }

    @Override
    public String address() {
        return head.address();
    }

    @Override
    public MultiMap headers() {
        return head.headers();
    }

    @Override
    public Context loop() {
        return loop;
    }

    /** On the thread of the container, as all servlets read. */
    @Override
    public void read(int most, Dialect dialect, Consumer<Buffer> whole, Runnable never) {
        Buffer read = Buffer.buffer();
        try {
            InputStream in = request.getInputStream();
            byte[] piece = new byte[PIECE_BYTES];
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                if (read.length() + length > most) {
                    never.run();
                    refuse(dialect, Admissible.tooLong(most));
                    return;
                }
                read.appendBytes(piece, 0, length);
            }
        } catch (IOException left) {
            never.run();
            out.complete();
            return;
        }
        body.listen();
        whole.accept(read);
    }

    @Override
    public UnreadForm unread() {
        body.listen();
        return new ServletForm(request, head.headers());
    }

    @Override
    public void refuse(Dialect dialect, Refusal refusal) {
        body.listen();
        loop.runOnContext(now -> {
            dialect.name(RequestIds.of(head.headers()), this);
            var unused = write(dialect.answer(refusal));
        });
    }

    @Override
    public void onLeft(Cancellation cancellation) {
        body.onLeft(cancellation::cancel);
    }

    @Override
    public void header(CharSequence name, CharSequence value) {
        out.whileOpen(() -> response.setHeader(name.toString(), value.toString()));
    }

    @Override
    public void lastOfConnection() {
        header("Connection", "close");
    }

    @Override
    public void begin(int status) {
        isBegun = true;
        out.whileOpen(() -> response.setStatus(status));
    }

    @Override
    public boolean isBegun() {
        return isBegun;
    }

    @Override
    public boolean isOver() {
        return body.isOver();
    }

    @Override
    public long bytesWritten() {
        return body.written();
    }

    @Override
    public WriteStream<Buffer> body() {
        return body;
    }

    @Override
    public Future<Void> write(HttpAnswer answer) {
        if (isOver()) {
            return Future.failedFuture("the caller left");
        }
        begin(answer.status());
        header("content-type", answer.contentType());
        answer.headers().forEach(this::header);
        Path file = answer.file();
        if (file != null && !head.method().equals("HEAD")) {
            return loop.owner()
                    .fileSystem()
                    .open(file.toString(), new OpenOptions().setRead(true).setWrite(false))
                    .compose(opened -> opened.pipeTo(body))
                    .onFailure(broken -> cut());
        }
        Buffer whole = answer.body();
        if (whole == null) {
            return body.end();
        }
        out.whileOpen(() -> response.setContentLength(whole.length()));
        return body.end(whole);
    }

    @Override
    public void cut() {
        if (body.giveUp()) {
            out.whileOpen(() -> {
                request.setAttribute(IS_CUT, true);
                async.dispatch();
            });
        }
    }

    @Override
    public void leave() {
        body.left();
    }

    /** Connections are the container's. */
    @Override
    public void close() {}
}
