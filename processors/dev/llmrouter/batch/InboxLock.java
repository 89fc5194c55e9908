package dev.llmrouter.batch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps several routers on one inbox from taking the same file. Each file is one byte of a file that they all open, locked
 * by the operating system, which gives it back when a process is killed; so there are no locks of the dead to be
 * cleared away. Thread-safe.
 */
final class InboxLock {

    private final Path file;
    private final ConcurrentMap<String, FileLock> held = new ConcurrentHashMap<>();
    private @Nullable FileChannel channel;

    /** That file; opened at the first use, and then for good, since closing it would give all locks back. */
    InboxLock(Path file) {
        this.file = file;
    }

    /** {@return whether a name is now locked, and was not before} */
    boolean tryLock(String name) throws IOException {
        try {
            FileLock lock = channel().tryLock(position(name), 1, false);
            if (lock != null) {
                held.put(name, lock);
            }
            return lock != null;
        } catch (OverlappingFileLockException byThisProcess) {
            return false;
        }
    }

    void unlock(String name) throws IOException {
        FileLock lock = held.remove(name);
        if (lock != null) {
            lock.release();
        }
    }

    private synchronized FileChannel channel() throws IOException {
        FileChannel open = channel;
        if (open == null || !open.isOpen()) {
            open = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel = open;
        }
        return open;
    }

    /** Of some 2 to the 61st; files have no bytes there. */
    private static long position(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).getLeastSignificantBits()
                & (Long.MAX_VALUE >> 1);
    }
}
