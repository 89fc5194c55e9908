package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.core.MultipartField;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnexpectedStatusCodeException;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileListParams;
import com.openai.models.files.FileObject;
import com.openai.models.files.FilePurpose;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.OtherRouter;
import dev.llmrouter.fixture.RawClient;
import dev.llmrouter.fixture.SetClock;
import dev.llmrouter.fixture.TwoTenants;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenAI's Files, with OpenAI's own client where that can do it. */
class OpenAiFilesTest {

    private static final String LINE = "{\"custom_id\":\"a\"}\n";
    private static final int MEGABYTE = 1_000_000;

    @TempDir
    private static Path folder = Path.of(".");

    private static final TwoTenants tenants = new TwoTenants("channels: { batches: { maxFileMegabytes: 1 } }");
    private static TestRouter router;
    private static OpenAIClient acme;

    @BeforeAll
    static void start() {
        router = TestRouter.in(folder, tenants.yaml());
        acme = tenants.acme(router.url());
    }

    @BeforeEach
    void deleteAll() {
        acme.files().list().data().forEach(file -> acme.files().delete(file.id()));
    }

    private static void restart() {
        router.close();
        start();
    }

    @AfterAll
    static void stop() {
        router.close();
        tenants.close();
    }

    private static FileCreateParams upload(String name, byte[] bytes, FilePurpose purpose) {
        return FileCreateParams.builder()
                .file(MultipartField.<InputStream>builder()
                        .value(new ByteArrayInputStream(bytes))
                        .filename(name)
                        .build())
                .purpose(purpose)
                .build();
    }

    private static FileObject upload(String name, String text) {
        return acme.files().create(upload(name, text.getBytes(StandardCharsets.UTF_8), FilePurpose.BATCH));
    }

    private static String content(OpenAIClient client, String id) {
        try (com.openai.core.http.HttpResponse response = client.files().content(id)) {
            return new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> onDisk(String folderName) throws IOException {
        Path files = folder.resolve("openai/files").resolve(folderName);
        if (!Files.isDirectory(files)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(files)) {
            return all.toList();
        }
    }

    private static void assertNotFound(ThrowingCallable asking) {
        assertThat(catchThrowableOfType(NotFoundException.class, asking)).isNotNull();
    }

    @Test
    void aFileIsKeptAsItCame() {
        FileObject kept = upload("requests.jsonl", LINE.repeat(3)).validate();
        assertThat(kept.id()).startsWith("file-");
        assertThat(kept.bytes()).isEqualTo(LINE.length() * 3L);
        assertThat(kept.filename()).isEqualTo("requests.jsonl");
        assertThat(kept.purpose()).isEqualTo(FileObject.Purpose.BATCH);
        assertThat(kept.expiresAt().orElseThrow()).isEqualTo(kept.createdAt() + 30 * 24 * 3600);
        assertThat(acme.files().retrieve(kept.id()).validate()).isEqualTo(kept);
        assertThat(content(acme, kept.id())).isEqualTo(LINE.repeat(3));
    }

    @Test
    void aFileOfEveryByteComesBackAsItIs() throws IOException {
        byte[] bytes = new byte[MEGABYTE];
        new java.util.Random(7).nextBytes(bytes);
        FileObject kept = acme.files().create(upload("noise", bytes, FilePurpose.USER_DATA));
        try (com.openai.core.http.HttpResponse response = acme.files().content(kept.id())) {
            assertThat(response.body().readAllBytes()).isEqualTo(bytes);
        }
    }

    @Test
    void whatIsDeletedIsGone() throws IOException {
        FileObject kept = upload("a.jsonl", LINE);
        assertThat(acme.files().delete(kept.id()).validate().deleted()).isTrue();
        NotFoundException refused =
                catchThrowableOfType(NotFoundException.class, () -> acme.files().retrieve(kept.id()));
        assertThat(refused.getMessage()).contains("No such File object: " + kept.id());
        assertThat(acme.files().list().data()).isEmpty();
        assertThat(onDisk("tenant-acme")).isEmpty();
    }

    @Test
    void filesAreListedPageByPageTheLatestFirst() {
        List<String> ids = Stream.of("a", "b", "c", "d", "e")
                .map(name -> upload(name, LINE).id())
                .toList();
        assertThat(acme.files().list(FileListParams.builder().limit(2).build()).autoPager())
                .extracting(FileObject::id)
                .containsExactly(ids.get(4), ids.get(3), ids.get(2), ids.get(1), ids.get(0));
        FileListParams some = FileListParams.builder()
                .order(FileListParams.Order.ASC)
                .after(ids.get(1))
                .limit(2)
                .build();
        assertThat(acme.files().list(some).data()).extracting(FileObject::id).containsExactly(ids.get(2), ids.get(3));
        assertThat(acme.files().list(some).hasMore()).contains(true);
    }

    @Test
    void onlyFilesOfAPurposeAreListedWhereOneIsNamed() {
        upload("a.jsonl", LINE);
        acme.files().create(upload("b.txt", new byte[1], FilePurpose.USER_DATA));
        assertThat(acme.files()
                        .list(FileListParams.builder().purpose("user_data").build())
                        .data())
                .extracting(FileObject::filename)
                .containsExactly("b.txt");
    }

    @Test
    void anotherTenantSeesNothingOfThem() {
        FileObject kept = upload("a.jsonl", LINE);
        OpenAIClient other = tenants.other(router.url());
        assertThat(other.files().list().data()).isEmpty();
        assertNotFound(() -> other.files().retrieve(kept.id()));
        assertNotFound(() -> other.files().content(kept.id()));
        assertNotFound(() -> other.files().delete(kept.id()));
        assertThat(content(acme, kept.id())).isEqualTo(LINE);
    }

    @Test
    void filesOutliveTheRouter() {
        FileObject kept = upload("a.jsonl", LINE);
        restart();
        assertThat(acme.files().retrieve(kept.id())).isEqualTo(kept);
        assertThat(content(acme, kept.id())).isEqualTo(LINE);
    }

    @Test
    void aFileIsGoneWhenItsTimeIsOver() throws IOException {
        FileObject kept = upload("a.jsonl", LINE);
        upload("b.jsonl", LINE);
        Path known = folder.resolve("openai/files/tenant-acme/" + kept.id() + ".json");
        Files.writeString(
                known,
                Files.readString(known)
                        .replace("\"expires_at\":" + kept.expiresAt().get(), "\"expires_at\":1"));
        assertThat(acme.files().list().data()).extracting(FileObject::filename).containsExactly("b.jsonl");
        assertNotFound(() -> acme.files().retrieve(kept.id()));
        restart();
        await().until(() -> onDisk("tenant-acme").size() == 2);
    }

    @Test
    void whoSaysForHowLongHasItKeptForThatLong() {
        FileObject kept = acme.files()
                .create(upload("a.jsonl", LINE.getBytes(StandardCharsets.UTF_8), FilePurpose.BATCH).toBuilder()
                        .expiresAfter(FileCreateParams.ExpiresAfter.builder()
                                .seconds(7200)
                                .build())
                        .build());
        assertThat(kept.expiresAt().orElseThrow() - kept.createdAt()).isEqualTo(7200);
    }

    @Test
    void aPurposeThatNobodyKnowsIsRefused() throws IOException {
        BadRequestException refused = catchThrowableOfType(
                BadRequestException.class, () -> acme.files().create(upload("a", new byte[1], FilePurpose.of("fun"))));
        assertThat(refused.param()).contains("purpose");
        await().until(() -> onDisk("parts").isEmpty());
    }

    private static String form(String boundary, String... parts) {
        return String.join(
                        "",
                        Stream.of(parts)
                                .map(part -> "--" + boundary + "\r\n" + part + "\r\n")
                                .toList()) + "--" + boundary + "--\r\n";
    }

    private static String field(String name, String value) {
        return "Content-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value;
    }

    private static String file(String name, String text) {
        return "Content-Disposition: form-data; name=\"" + name
                + "\"; filename=\"a\"\r\nContent-Type: text/plain\r\n\r\n" + text;
    }

    private String head(String more) {
        return "POST /v1/files HTTP/1.1\r\nHost: router\r\nAuthorization: Bearer " + TwoTenants.ACME
                + "\r\nContent-Type: multipart/form-data; boundary=xx\r\n" + more + "\r\n";
    }

    private RawClient.Answer post(String body) {
        try (RawClient client = RawClient.to(router.port())) {
            return client.send(head("Content-Length: " + body.length() + "\r\n") + body)
                    .answer();
        }
    }

    @Test
    void theFieldsOfAFormMayComeInAnyOrder() {
        assertThat(post(form("xx", file("file", "hi"), field("purpose", "batch")))
                        .status())
                .isEqualTo(200);
        assertThat(post(form("xx", field("purpose", "batch"), file("file", "hi")))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aFormWithoutItsOneFileIsRefused() throws IOException {
        assertThat(post(form("xx", field("purpose", "batch"))).body()).contains("holds no file");
        assertThat(post(form("xx", field("purpose", "batch"), field("file", "hi")))
                        .body())
                .contains("with a filename");
        assertThat(post(form("xx", field("purpose", "batch"), file("other", "hi")))
                        .body())
                .contains("one file, in the field 'file'");
        assertThat(post(form("xx", field("purpose", "batch"), file("file", "a"), file("file", "b")))
                        .body())
                .contains("one file, in the field 'file'");
        await().until(() -> onDisk("parts").isEmpty());
        assertThat(acme.files().list().data()).isEmpty();
    }

    @Test
    void aFormThatEndsTooEarlyIsRefused() {
        String whole = form("xx", field("purpose", "batch"), file("file", "a".repeat(5000)));
        RawClient.Answer answer = post(whole.substring(0, whole.length() - 100));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("ends too early");
        RawClient.Answer none = post("this is no form");
        assertThat(none.status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileThatIsTooLongIsRefusedBeforeAllOfItIsThere(boolean isLengthKnown) throws IOException {
        String body = form("xx", field("purpose", "batch"), file("file", "a".repeat(2 * MEGABYTE)));
        String length = isLengthKnown ? "Content-Length: " + body.length() + "\r\n" : "Transfer-Encoding: chunked\r\n";
        try (RawClient client = RawClient.to(router.port())) {
            client.send(head(length));
            if (!isLengthKnown) {
                client.send(Integer.toHexString(body.length()) + "\r\n" + body.substring(0, 3 * MEGABYTE / 2));
            }
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).contains("longer than 1000000 bytes");
        }
        await().until(() -> onDisk("parts").isEmpty());
    }

    private static FileCreateParams large() {
        return upload("large", new byte[MEGABYTE - 100], FilePurpose.BATCH);
    }

    @Test
    void aTenantWhoseFilesTakeAllTheyMayIsToldHowMuchAndWhatToDo() throws IOException {
        String yaml = new TwoTenants("channels: { batches: { maxFileMegabytes: 1, tenantMegabytes: 2 } }").yaml();
        Path other = Files.createDirectories(folder.resolve("full"));
        try (TestRouter full = TestRouter.in(other, yaml)) {
            OpenAIClient client = tenants.acme(full.url());
            FileObject first = client.files().create(large());
            client.files().create(large());
            UnexpectedStatusCodeException refused = catchThrowableOfType(
                    UnexpectedStatusCodeException.class, () -> client.files().create(large()));
            assertThat(refused.statusCode()).isEqualTo(413);
            assertThat(refused.code()).contains("storage_quota_exceeded");
            assertThat(refused.getMessage())
                    .contains("2.0 MB of the 2.0 MB")
                    .contains("DELETE /v1/files/ID")
                    .contains("tenantMegabytes");
            // small enough to be read to its end, and only then it is known
            assertThat(catchThrowableOfType(UnexpectedStatusCodeException.class, () -> client.files()
                            .create(upload("small", new byte[300], FilePurpose.BATCH))))
                    .hasMessageContaining("0.0 MB");
            assertThat(client.files().list().data()).hasSize(2);
            // others have room of their own, and whoever deletes has some again
            assertThat(tenants.other(full.url()).files().create(large())).isNotNull();
            client.files().delete(first.id());
            assertThat(client.files().create(large()).bytes()).isEqualTo(MEGABYTE - 100);
        }
    }

    @Test
    void whoHasNoRoomIsToldBeforeAnythingIsSent() throws IOException {
        String yaml = new TwoTenants("channels: { batches: { tenantMegabytes: 1 } }").yaml();
        Path other = Files.createDirectories(folder.resolve("early"));
        try (TestRouter full = TestRouter.in(other, yaml);
                RawClient client = RawClient.to(full.port())) {
            RawClient.Answer answer = client.send(head("Content-Length: 2000000\r\nExpect: 100-continue\r\n"))
                    .answer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).contains("storage_quota_exceeded", "0.0 MB of the 1.0 MB");
        }
    }

    @Test
    void whatHasExpiredTakesNoRoom() throws IOException {
        String yaml = new TwoTenants("channels: { batches: { tenantMegabytes: 1, keep: 1h } }").yaml();
        Path other = Files.createDirectories(folder.resolve("expiring"));
        SetClock clock = new SetClock();
        try (TestRouter router = TestRouter.in(other, yaml, clock::bind)) {
            OpenAIClient client = tenants.acme(router.url());
            client.files().create(large());
            clock.plus(Duration.ofHours(1));
            client.files().create(large());
            assertThat(client.files().list().data()).hasSize(1);
        }
    }

    @Test
    void nothingIsLeftOfAnUploadWhoseSenderLeaves() throws IOException {
        String body = form("xx", field("purpose", "batch"), file("file", "a".repeat(MEGABYTE / 2)));
        try (RawClient client = RawClient.to(router.port())) {
            client.send(head("Content-Length: " + body.length() + "\r\n") + body.substring(0, body.length() / 2));
            await().until(() -> onDisk("parts").size() == 1);
        }
        await().until(() -> onDisk("parts").isEmpty());
        assertThat(onDisk("tenant-acme")).isEmpty();
    }

    @Test
    void whoShowsNoKeyIsToldBeforeAnythingIsSent() {
        try (RawClient client = RawClient.to(router.port())) {
            String head = head("Content-Length: 1000\r\nExpect: 100-continue\r\n");
            assertThat(client.send(head.replace(TwoTenants.ACME, "sk-wrong"))
                            .answer()
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void whereTheyAreOffItIsSaidHowTheyAreSwitchedOn() {
        try (FakeOpenAi server = FakeOpenAi.answering(FakeOpenAi.completion("Hi"));
                TestRouter off = TestRouter.before(server.baseUrl())) {
            assertThat(off.get("/v1/files").statusCode()).isEqualTo(404);
            assertThat(off.get("/v1/files/file-1").body()).contains("channels: { batches: {} }");
            try (RawClient client = RawClient.to(off.port())) {
                assertThat(client.send(head("Content-Length: 0\r\n")).answer().body())
                        .contains("not_switched_on");
            }
        }
    }

    @Test
    void aFileLargerThanTheMemoryPassesThrough() throws IOException {
        long size = 400L * MEGABYTE;
        Path large = folder.resolve("large.jsonl");
        try (var out = Files.newBufferedWriter(large)) {
            String line = "x".repeat(999_999) + "\n";
            for (long written = 0; written < size; written += line.length()) {
                out.write(line);
            }
        }
        Path other = Files.createDirectory(folder.resolve("other"));
        String yaml = "providers: { sim: { type: simulator } }\nchannels: { batches: {} }\n";
        try (OtherRouter process = new OtherRouter(other, yaml)) {
            OpenAIClient client = tenants.client(process.url(), "any");
            FileObject kept = client.files()
                    .create(FileCreateParams.builder()
                            .file(large)
                            .purpose(FilePurpose.BATCH)
                            .build());
            assertThat(kept.bytes()).isEqualTo(size);
            Path back = folder.resolve("back.jsonl");
            try (com.openai.core.http.HttpResponse response = client.files().content(kept.id())) {
                Files.copy(response.body(), back);
            }
            assertThat(Files.mismatch(large, back)).isEqualTo(-1);
        }
    }
}
