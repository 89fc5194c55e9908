package dev.llmrouter.route;

import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.Watched;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of files begin with: folders, a server that says again what it is asked, and routers between them. */
abstract class WatchedFolders {

    @TempDir
    private Path folder = Path.of(".");

    private final FakeOpenAi server = FakeOpenAi.answering(Watched.echo());

    @AfterEach
    void close() {
        server.close();
    }

    Path folder() {
        return folder;
    }

    FakeOpenAi server() {
        return server;
    }

    Watched files() {
        return new Watched(folder);
    }

    /** Runs a router with these further keys of its channel as long as it is used. */
    void with(String more, WatchedRouter.Use use) {
        new WatchedRouter(folder, server).with(more, use);
    }
}
