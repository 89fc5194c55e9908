package dev.llmrouter.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.call.HeldCalls;
import dev.llmrouter.call.RefusedException;
import dev.llmrouter.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files that a person decides on: {@code ID.NAME} in a folder of their own, and why in the hidden {@code .ID.reason}. One that is
 * released goes to a folder below, whose files are not held: a mark on the file could be written by whoever writes into the inbox.
 * A file changes its place in one step, and what is told of it is there before; so a killed router leaves it whole, here or there.
 * Thread-safe, also among routers.
 */
public final class HeldFiles implements HeldCalls {

    private static final Pattern NAME = Pattern.compile("([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.(.+)");
    private static final String CODE = "hold_refused";

    private final Folders folders;
    private final InboxLock lock;

    /** Those of these folders, which are made as soon as one is held. */
    public HeldFiles(Folders folders) {
        this.folders = folders;
        this.lock = new InboxLock(folders.held().resolve(".lock"));
    }

    /** {@return what a file was called before it was held; its name where it was not} */
    static String nameOf(Path file) {
        String name = file.getFileName().toString();
        Matcher held = NAME.matcher(name);
        return held.matches() ? held.group(2) : name;
    }

    /**
     * Writes down why a file is held, {@return where it has to go now} Where a router was killed meanwhile it is the same place again;
     * another file of the same name, size and time has another.
     */
    Path note(TakenFile file, String reason, @Nullable String tenant) throws IOException {
        Files.createDirectories(folders.released().work());
        String id = UUID.nameUUIDFromBytes(file.id().getBytes(StandardCharsets.UTF_8))
                .toString();
        if (Files.exists(place(id, file)) && Files.mismatch(place(id, file), file.path()) >= 0) {
            id = UUID.randomUUID().toString();
        }
        ObjectNode why = Json.MAPPER.createObjectNode().put("reason", reason).put("tenant", tenant);
        why.put("since", Instant.now().toString());
        Parts.write(reason(id), why.toString().getBytes(StandardCharsets.UTF_8));
        return place(id, file);
    }

    private Path place(String id, TakenFile file) {
        return folders.held().resolve(id + "." + file.name());
    }

    private Path reason(String id) {
        return folders.held().resolve("." + id + ".reason");
    }

    @Override
    public Some list(int most, boolean withBody) {
        try {
            List<Path> files = files();
            List<One> first = new ArrayList<>();
            for (Path file : files.subList(0, Math.min(most, files.size()))) {
                One one = describe(file, withBody);
                if (one != null) {
                    first.add(one);
                }
            }
            return new Some(first, files.size());
        } catch (IOException e) {
            throw unreadable();
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folders.held())) {
            return all.filter(
                            file -> NAME.matcher(file.getFileName().toString()).matches())
                    .sorted(Comparator.comparing(HeldFiles::nameOf))
                    .toList();
        } catch (NoSuchFileException nothingYet) {
            return List.of();
        }
    }

    /** {@return null where it has been decided on meanwhile} */
    private @Nullable One describe(Path file, boolean withBody) throws IOException {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (!name.matches()) {
            return null;
        }
        try {
            JsonNode why = why(name.group(1));
            String since = why.path("since").asText(null);
            return new One(
                    name.group(1),
                    "file",
                    name.group(2),
                    why.path("reason").asText(null),
                    since == null ? Files.getLastModifiedTime(file).toInstant() : Instant.parse(since),
                    why.path("tenant").asText(null),
                    Files.size(file),
                    withBody ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : null);
        } catch (NoSuchFileException gone) {
            return null;
        }
    }

    private JsonNode why(String id) throws IOException {
        try {
            return Json.MAPPER.readTree(Files.readAllBytes(reason(id)));
        } catch (NoSuchFileException unknown) {
            return Json.MAPPER.createObjectNode();
        }
    }

    @Override
    public boolean decide(String id, boolean isReleased) {
        try {
            Path file = find(id);
            return file != null && decide(id, file, isReleased);
        } catch (IOException e) {
            throw unreadable();
        }
    }

    private @Nullable Path find(String id) throws IOException {
        return files().stream()
                .filter(file -> file.getFileName().toString().startsWith(id + "."))
                .findFirst()
                .orElse(null);
    }

    /** Where another router decides on it at this moment, there is nothing left to be decided. */
    private boolean decide(String id, Path file, boolean isReleased) throws IOException {
        if (!lock.tryLock(id)) {
            return false;
        }
        try {
            if (!Files.exists(file)) {
                return false;
            }
            if (isReleased) {
                Parts.move(file, folders.released().inbox().resolve(file.getFileName()));
            } else {
                refuse(id, file);
            }
            Files.deleteIfExists(reason(id));
            return true;
        } finally {
            lock.unlock(id);
        }
    }

    private void refuse(String id, Path file) throws IOException {
        String why = "A person has refused this call: " + why(id).path("reason").asText("held");
        FailedFile.write(folders, nameOf(file), FailedFile.error(CODE, why));
        Parts.move(file, folders.failed().resolve(nameOf(file)));
    }

    private static RefusedException unreadable() {
        return new RefusedException(
                503,
                "The folder of held files can't be read or written; its disk or its rights.",
                "held_unavailable",
                1);
    }
}
