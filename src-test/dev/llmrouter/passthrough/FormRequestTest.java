package dev.llmrouter.passthrough;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.wire.Operation;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormRequestTest {

    private static final String TYPE = "multipart/form-data; boundary=xyz";
    private static final String MODEL = part("name=\"model\"", "whisper-1");
    private static final String FILE = part("name=\"file\"; filename=\"a.mp3\"", "ID3\0sound");

    private static String part(String disposition, String value, String... headers) {
        StringBuilder part = new StringBuilder("--xyz\r\n");
        for (String header : headers) {
            part.append(header).append("\r\n");
        }
        return part + "Content-Disposition: form-data; " + disposition + "\r\n\r\n" + value + "\r\n";
    }

    private static String form(String... parts) {
        return String.join("", parts) + "--xyz--\r\n";
    }

    private static FormRequest read(String form) {
        return read(TYPE, form);
    }

    private static FormRequest read(String type, String form) {
        return FormRequest.read(Operation.TRANSCRIPTIONS, type, form.getBytes(UTF_8));
    }

    private static LlmException refusal(String type, String form) {
        return catchThrowableOfType(LlmException.class, () -> read(type, form));
    }

    private static void isRenamed(String form) {
        FormRequest request = read(form);
        assertThat(request.model()).isEqualTo("whisper-1");
        assertThat(request.forModel("large-v3").toString()).isEqualTo(form.replace("whisper-1", "large-v3"));
        assertThat(request.forModel("whisper-1").toString()).isEqualTo(form);
    }

    @Test
    void theModelMayStandAnywhere() {
        String prompt = part("name=\"prompt\"", "whisper");
        isRenamed(form(MODEL));
        isRenamed(form(MODEL, FILE, prompt));
        isRenamed(form(FILE, MODEL, prompt));
        isRenamed(form(FILE, prompt, MODEL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name=model",
                "name=\"model\";",
                "NAME=\"model\"",
                " name = \"model\"",
                "name=\"model\"; charset=\"a;b\"",
            })
    void aNameMayBeWrittenInEveryWayThatTheStandardHas(String disposition) {
        isRenamed(form(FILE, part(disposition, "whisper-1")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name=\"file\"; filename=\"a;b=\\\"c\\\".mp3\"",
                "name=\"file\"; filename=\"name=\\\"model\\\"; Grüße 🌍.mp3\"",
                "name=\"file\"; filename=\"x.mp3\"; filename*=UTF-8''x%22.mp3",
                "name=\"model2\"; filename*=UTF-8''name%3D%22model%22",
                "filename=\"name=model\"; name=\"file\"",
            })
    void fileNamesAreNotTakenForAnythingElse(String disposition) {
        isRenamed(form(part(disposition, "sound"), MODEL));
    }

    @Test
    void otherHeadersOfAPartAreKept() {
        isRenamed(form(part("name=\"model\"", "whisper-1", "Content-Type: text/plain; charset=utf-8", "X-Empty:")));
        isRenamed(form(part("name=\"model\"", "whisper-1", "content-transfer-encoding: 8BIT")));
    }

    @Test
    void aPartThatSaysHowLongItIsSaysHowLongItIsThen() {
        String before = form(FILE, part("name=\"model\"", "whisper-1", "Content-Length: 9"), FILE);
        assertThat(read(before).forModel("größer").toString())
                .isEqualTo(before.replace("whisper-1", "größer").replace("Length: 9", "Length: 8"));
    }

    @Test
    void whatLooksLikeABoundaryWithinALineIsContent() {
        isRenamed(form(
                part("name=\"file\"; filename=\"a\"", "a--xyz\r\n-xyz--xyz--\r\n -- --xy\r\n--xy\r\n--\r\n"), MODEL));
    }

    @Test
    void lineBreaksAtTheEndOfAFileBelongToIt() {
        isRenamed(form(part("name=\"file\"; filename=\"a\"", "\r\n\r\n\n\r"), MODEL));
        isRenamed(form(part("name=\"file\"; filename=\"a\"", ""), MODEL));
    }

    @Test
    void aBoundaryMayBeQuotedAndEndWithBlanks() {
        String form = form(FILE, MODEL).replace("xyz\r\n", "x z \t\r\n").replace("xyz", "x z");
        assertThat(read("multipart/form-data; charset=utf-8; Boundary=\"x z\"", form)
                        .forModel("m")
                        .toString())
                .isEqualTo(form.replace("whisper-1", "m"));
    }

    @Test
    void aPreambleIsKept() {
        isRenamed("to whom it may concern\r\n" + form(MODEL));
    }

    @Test
    void aStreamIsWhatSaysTrue() {
        assertThat(read(form(MODEL)).stream()).isFalse();
        assertThat(read(form(MODEL, part("name=\"stream\"", "false"))).stream()).isFalse();
        assertThat(read(form(MODEL, part("name=\"stream\"", "true"))).stream()).isTrue();
        assertThat(read(form(part("name=stream", "True"), MODEL)).stream()).isTrue();
    }

    @Test
    void aFormWithoutAModelIsToldToNameOne() {
        LlmException missing = refusal(TYPE, form(FILE));
        assertThat(missing.failure().param()).isEqualTo("model");
        assertThat(missing).hasMessageContaining("GET /v1/models");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\r\n"})
    void aBlankModelIsNone(String value) {
        assertThat(refusal(TYPE, form(part("name=\"model\"", value))).failure().param())
                .isEqualTo("model");
    }

    @Test
    void aModelThatIsAFileOrCodedIsNone() {
        assertThat(refusal(TYPE, form(part("name=\"model\"; filename=\"m\"", "m")))
                        .failure()
                        .param())
                .isEqualTo("model");
        assertThat(refusal(TYPE, form(part("name=\"model\"", "bQ==", "Content-Transfer-Encoding: base64")))
                        .failure()
                        .param())
                .isEqualTo("model");
    }

    @Test
    void twoModelsAreTooMany() {
        assertThat(refusal(TYPE, form(MODEL, MODEL))).hasMessageContaining("twice");
        assertThat(refusal(TYPE, form(MODEL, part("name=stream", "true"), part("name=stream", "true"))))
                .hasMessageContaining("'stream' is given twice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no form",
                "--xyz\r\n",
                "--xyz--",
                "--xyz\r\n\r\nm\r\n--xyz--",
                "--xyz\r\nContent-Disposition: form-data; name=\"model\"\r\n--xyz--",
                "--xyz\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm",
                "--xyz\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n--xyz",
                "--xyz\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n--xyz-",
                "--xyz\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n--xyz\r\n--xyz--",
                "--xyz\nContent-Disposition: form-data; name=\"model\"\n\nm\n--xyz--",
                "--xyz\r\nContent-Disposition: attachment; name=\"model\"\r\n\r\nm\r\n--xyz--",
                "--xyz\r\nContent-Disposition: form-data\r\n\r\nm\r\n--xyz--",
                "--xyz\r\nContent-Disposition form-data; name=\"model\"\r\n\r\nm\r\n--xyz--",
            })
    void whatIsNoWholeFormIsRefused(String form) {
        assertThat(refusal(TYPE, form).failure().kind()).isEqualTo(FailureClass.BAD_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\n--xyz\r\nb",
                "a\r--xyz\r\nb",
                "a\r\n--xyzz\r\nb",
                "a\r\n--xyz-\r\nb",
                "a\n--xyz--\r\nb",
            })
    void whatSomeServersTakeForTheEndOfAPartIsRefused(String content) {
        assertThat(refusal(TYPE, form(part("name=\"file\"; filename=\"a\"", content), MODEL)))
                .hasMessageContaining("boundary");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name=\"a\"; name=\"model\"",
                "name=\"a\"; name*=UTF-8''model",
                "name*=UTF-8''model",
                "name=\"mo\\del\"",
                "name=\"a\"; filename=\"b\\\"; name=\"model\"",
                "name=\"a\" name=\"model\"",
                "name=\"a",
                "name=\"a\"\nContent-Disposition: form-data; name=\"model\"",
                "name=\"a\"\r\n ; name=\"model\"",
                "name=\"a\"\r\nContent-Disposition: form-data; name=\"model\"",
                "name=\"model\"\r\nContent-Length: 1\r\nContent-Length: 2",
            })
    void aPartThatCanBeReadInTwoWaysIsRefused(String disposition) {
        assertThat(refusal(TYPE, form(MODEL, part(disposition, "other")))).hasMessageContaining("Part 2");
    }

    @Test
    void whatStandsBehindTheFormIsRefused() {
        assertThat(read(form(MODEL) + " \r\n\r\n").model()).isEqualTo("whisper-1");
        assertThat(refusal(TYPE, form(MODEL) + form(MODEL))).hasMessageContaining("behind");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data",
                "multipart/form-data;",
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=\"\"",
                "multipart/form-data; boundary=\"xyz",
                "multipart/form-data; boundary=xyz; boundary=abc",
                "multipart/form-data; boundary=xyz abc",
                "multipart/form-data; boundary=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            })
    void aTypeThatNamesNoOneBoundaryIsRefused(String type) {
        assertThat(refusal(type, form(MODEL)).failure().kind()).isEqualTo(FailureClass.BAD_REQUEST);
    }

    @Test
    void aNameThatCouldEndThePartIsNotSplicedIn() {
        FormRequest request = read(form(MODEL));
        assertThatThrownBy(() -> request.forModel("m\r\n--xyz")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aHugeFileIsReadInNoTime() {
        byte[] file = new byte[30 << 20];
        new Random(1).nextBytes(file);
        Arrays.fill(file, 0, 8 << 20, (byte) '-');
        byte[] head = "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n".getBytes(UTF_8);
        byte[] tail = ("\r\n" + form(MODEL)).getBytes(UTF_8);
        byte[] form = Arrays.copyOf(head, head.length + file.length + tail.length);
        System.arraycopy(file, 0, form, head.length, file.length);
        System.arraycopy(tail, 0, form, head.length + file.length, tail.length);
        org.junit.jupiter.api.Assertions.assertTimeout(Duration.ofSeconds(10), () -> {
            byte[] renamed = FormRequest.read(Operation.TRANSCRIPTIONS, TYPE, form)
                    .forModel("m")
                    .getBytes();
            assertThat(renamed).hasSize(form.length - "whisper-1".length() + 1);
            assertThat(Arrays.equals(renamed, 0, head.length + file.length, form, 0, head.length + file.length))
                    .isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\\", "a\\", ";", "a=b;", "\"", "a=\"\";"})
    void headersMadeToTakeLongTakeNoTime(String piece) {
        String disposition = "name=\"model\"" + piece.repeat(200_000);
        org.junit.jupiter.api.Assertions.assertTimeout(
                Duration.ofSeconds(10),
                () -> assertThat(refusal(TYPE, form(part(disposition, "m")))).isNotNull());
    }
}
