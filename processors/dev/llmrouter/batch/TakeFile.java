package dev.llmrouter.batch;

import dev.llmrouter.batch.TakenFile.Fate;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.apache.camel.component.file.GenericFileOperations;
import org.apache.camel.component.file.GenericFileProcessStrategy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the {@code file:} endpoint takes a file, and what becomes of it: one that is still being written, or that another
 * router works on, is left alone; one that is answered goes into {@code .done}, one that can't be into the failed folder, one that a
 * person decides on to those that are held, and one that is to be gone on with later stays. Thread-safe.
 */
public final class TakeFile implements GenericFileProcessStrategy<File> {

    private static final Logger LOG = LoggerFactory.getLogger(TakeFile.class);
    private static final int MOST_BATCHES = 4;

    private final Folders folders;
    private final Quiet quiet;
    private final InboxLock lock;
    private final int mostFiles;
    private final Set<String> batches = ConcurrentHashMap.newKeySet();
    private final Set<String> files = ConcurrentHashMap.newKeySet();
    private final Set<String> stuck = ConcurrentHashMap.newKeySet();

    /**
     * Takes files of an inbox.
     *
     * @param quiet for how long one has to stay as it is before it is taken
     * @param mostFiles how many with one request are worked on at one time
     */
    public TakeFile(Folders folders, Duration quiet, int mostFiles) {
        this.folders = folders;
        this.quiet = new Quiet(quiet);
        this.lock = new InboxLock(folders.work().resolve("lock"));
        this.mostFiles = mostFiles;
    }

    @Override
    public void prepareOnStartup(GenericFileOperations<File> operations, GenericFileEndpoint<File> endpoint) {}

    @Override
    public boolean begin(
            GenericFileOperations<File> operations,
            GenericFileEndpoint<File> endpoint,
            Exchange exchange,
            GenericFile<File> file)
            throws IOException {
        Path path = file.getFile().toPath();
        String name = path.getFileName().toString();
        if (!quiet.isOver(path) || !hasRoom(name) || !lock.tryLock(name)) {
            return false;
        }
        TakenFile taken = found(path);
        if (taken == null || stuck.contains(taken.id())) {
            lock.unlock(name);
            return false;
        }
        held(name).add(name);
        exchange.setProperty(TakenFile.PROPERTY, taken);
        return true;
    }

    /** Another router may have been done with it since it was seen. */
    private @Nullable TakenFile found(Path path) {
        try {
            return TakenFile.of(path, folders.nameOf(path));
        } catch (IOException gone) {
            return null;
        }
    }

    private boolean hasRoom(String name) {
        return held(name).size() < (isBatch(name) ? MOST_BATCHES : mostFiles);
    }

    private Set<String> held(String name) {
        return isBatch(name) ? batches : files;
    }

    private static boolean isBatch(String name) {
        return name.endsWith(".jsonl") || name.endsWith(".csv");
    }

    @Override
    public void abort(
            GenericFileOperations<File> operations,
            GenericFileEndpoint<File> endpoint,
            Exchange exchange,
            GenericFile<File> file) {
        // not begun, so nothing is held
    }

    @Override
    public void commit(
            GenericFileOperations<File> operations,
            GenericFileEndpoint<File> endpoint,
            Exchange exchange,
            GenericFile<File> file)
            throws IOException {
        end(exchange, exchange.getProperty(TakenFile.FATE, Fate.LEFT, Fate.class));
    }

    @Override
    public void rollback(
            GenericFileOperations<File> operations,
            GenericFileEndpoint<File> endpoint,
            Exchange exchange,
            GenericFile<File> file)
            throws IOException {
        end(exchange, exchange.getContext().isStopping() ? Fate.LEFT : Fate.FAILED);
    }

    private void end(Exchange exchange, Fate fate) throws IOException {
        TakenFile taken = TakenFile.of(exchange);
        try {
            TakenFile there = found(taken.path());
            if (there == null || !there.id().equals(taken.id())) {
                LOG.warn(
                        "{} has been replaced while it was worked on; what is there now is another file", taken.path());
            } else if (fate == Fate.ANSWERED) {
                Parts.move(taken.path(), folders.done().resolve(taken.name()));
                Files.deleteIfExists(folders.journal(taken.name()));
            } else if (fate == Fate.HELD) {
                Parts.move(taken.path(), exchange.getProperty(TakenFile.PLACE, Path.class));
            } else if (fate == Fate.FAILED) {
                Parts.move(taken.path(), folders.failed().resolve(taken.name()));
            }
        } catch (IOException e) {
            // it would be asked again at every look
            stuck.add(taken.id());
            LOG.error("{} can't be moved out of the inbox, and is not looked at again: {}", taken.path(), e.toString());
        } finally {
            String name = taken.path().getFileName().toString();
            held(name).remove(name);
            lock.unlock(name);
        }
    }
}
