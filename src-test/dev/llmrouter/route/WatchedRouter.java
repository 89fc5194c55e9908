package dev.llmrouter.route;

import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.Watched;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Folders below one, a server that says again what it is asked, and routers that watch the folders and ask the server. */
final class WatchedRouter {

    /** What is done with a router. */
    interface Use {
        void with(TestRouter router) throws IOException;
    }

    private final Watched files;
    private final FakeOpenAi server;

    WatchedRouter(Path folder, FakeOpenAi server) {
        this.files = new Watched(folder);
        this.server = server;
    }

    /** Runs one as long as it is used, with these further keys of its channel. */
    void with(String more, Use use) {
        withQuiet("50ms", more, use);
    }

    /** The same, which takes files that have stayed as they are for that long. */
    void withQuiet(String quiet, String more, Use use) {
        String config = files.config(server, more).replace("quiet: 50ms", "quiet: " + quiet);
        try (TestRouter router = TestRouter.with(config)) {
            use.with(router);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
