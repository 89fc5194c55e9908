package dev.llmrouter.filestore;

import dev.llmrouter.call.FolderName;
import dev.llmrouter.call.NewFile;
import dev.llmrouter.call.StoredFile;
import dev.llmrouter.call.StoredFiles;
import dev.llmrouter.call.TimedIds;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Files in a folder of the disk, which several routers may share. Thread-safe. */
public final class FileStore implements StoredFiles {

    /** How what is known of files ends. */
    static final String KNOWN = ".json";

    /** How what files hold ends. */
    static final String DATA = ".data";

    private final Path folder;
    private final Duration time;
    private final Room room;
    private final Sweep sweep;
    private final InstantSource clock;
    private final TimedIds ids;

    /**
     * Files below a folder.
     *
     * @param time for how long they are kept where nobody says otherwise
     * @param most how many bytes those of a tenant may have
     * @throws IOException where the folder can't be made
     */
    public FileStore(Path folder, Duration time, long most, InstantSource clock) throws IOException {
        this.folder = folder;
        this.time = time;
        this.room = new Room(most);
        this.sweep = new Sweep(folder, clock);
        this.clock = clock;
        this.ids = new TimedIds("file-", clock);
        Files.createDirectories(parts());
    }

    private Path parts() {
        return folder.resolve("parts");
    }

    @Override
    public Path newPart() {
        return parts().resolve(UUID.randomUUID().toString());
    }

    /** The names of tenants are not all names of files. */
    private Path of(@Nullable String tenant) {
        return folder.resolve(tenant == null ? "here" : "tenant-" + FolderName.of(tenant));
    }

    @Override
    public @Nullable StoredFile find(@Nullable String tenant, String id) throws IOException {
        StoredFile file = ids.isId(id) ? read(of(tenant), id) : null;
        return file != null && Objects.equals(file.tenant(), tenant) && !isOver(file) ? file : null;
    }

    /** {@return what is known of a file; null where there is none} */
    static @Nullable StoredFile read(Path tenant, String id) throws IOException {
        try {
            return FileJson.read(Files.readAllBytes(tenant.resolve(id + KNOWN)), tenant.resolve(id + DATA));
        } catch (NoSuchFileException none) {
            return null;
        }
    }

    private boolean isOver(StoredFile file) {
        return Sweep.isOver(file, clock.instant());
    }

    @Override
    public String newId() {
        return ids.next();
    }

    @Override
    public StoredFile keep(String id, @Nullable String tenant, Path written, NewFile what) throws IOException {
        Path own = Files.createDirectories(of(tenant));
        StoredFile there = read(own, id);
        if (there != null) {
            return there;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Path data = own.resolve(id + DATA);
        Instant end = now.plus(what.time() == null ? time : what.time());
        StoredFile file = new StoredFile(
                id, tenant, data, Files.size(written), what.name(), what.purpose(), what.mediaType(), now, end);
        Path known = newPart();
        Files.write(known, FileJson.stored(file));
        force(written);
        force(known);
        Files.move(written, data, StandardCopyOption.ATOMIC_MOVE);
        Files.move(known, own.resolve(id + KNOWN), StandardCopyOption.ATOMIC_MOVE);
        return file;
    }

    @Override
    public void checkRoom(@Nullable String tenant, long more) throws IOException {
        Path own = of(tenant);
        if (!room.fits(own, more)) {
            sweep.of(own);
            room.check(own, more);
        }
    }

    /** Keeps what a tenant has uploaded, if there is room for it, and {@return the file as it is known from now on} */
    StoredFile keepUpload(@Nullable String tenant, Path written, NewFile what) throws IOException {
        // what takes long is done before the others have to wait
        force(written);
        synchronized (room) {
            checkRoom(tenant, Files.size(written));
            return keep(newId(), tenant, written, what);
        }
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** {@return a page of a tenant's files} */
    Page list(@Nullable String tenant, Listing wanted) throws IOException {
        Path own = of(tenant);
        List<StoredFile> page = new ArrayList<>();
        for (String id : wanted.ordered(ids(own))) {
            StoredFile file = read(own, id);
            boolean isMeant = file != null && Objects.equals(file.tenant(), tenant) && !isOver(file);
            if (file != null && isMeant && wanted.fits(file)) {
                if (page.size() == wanted.limit()) {
                    return new Page(page, true);
                }
                page.add(file);
            }
        }
        return new Page(page, false);
    }

    /** {@return the ids of the files in the folder of a tenant} */
    static List<String> ids(Path own) throws IOException {
        List<String> ids = new ArrayList<>();
        if (Files.isDirectory(own)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(own, "file-*" + KNOWN)) {
                for (Path file : files) {
                    String name = file.getFileName().toString();
                    ids.add(name.substring(0, name.length() - KNOWN.length()));
                }
            }
        }
        return ids;
    }

    /** Deletes a file; first what is known of it, so that nobody finds half of one. */
    static void delete(StoredFile file) throws IOException {
        Path data = file.path();
        Files.deleteIfExists(data.resolveSibling(file.id() + KNOWN));
        Files.deleteIfExists(data);
    }

    /** Deletes what has expired, and what is left over of uploads that a killed router was taking. */
    public void sweep() {
        sweep.all();
    }
}
