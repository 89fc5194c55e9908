package dev.llmrouter.passthrough;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.wire.Operation;
import java.io.ByteArrayOutputStream;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class FormRequestPropertyTest {

    private static final String BOUNDARY = "------WebKitFormBoundaryk3Aq";

    /** Bytes of which many are those that matter to a form, yet never the boundary at the begin of a line. */
    @Provide
    Arbitrary<byte[]> contents() {
        Arbitrary<String> pieces = Arbitraries.of(
                "\r\n",
                "\r",
                "\n",
                "--",
                "-",
                "model",
                "--" + BOUNDARY.substring(0, 20),
                " --" + BOUNDARY,
                "\0",
                "ÿ",
                ":");
        Arbitrary<String> others =
                Arbitraries.strings().withCharRange('\0', 'ÿ').ofMaxLength(8);
        return Arbitraries.oneOf(pieces, others).list().ofMaxSize(30).map(list -> String.join("", list)
                .getBytes(ISO_8859_1));
    }

    @Provide
    Arbitrary<String> models() {
        return Arbitraries.strings()
                .excludeChars('\r', '\n')
                .ofMinLength(1)
                .ofMaxLength(40)
                .filter(name -> !name.isBlank() && new String(name.getBytes(UTF_8), UTF_8).equals(name));
    }

    private static byte[] form(List<byte[]> files, int at, String model) {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        for (int i = 0; i <= files.size(); i++) {
            if (i == at) {
                write(form, "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n");
                write(form, model);
                write(form, "\r\n");
            }
            if (i < files.size()) {
                write(form, "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"f" + i);
                write(form, "\"; filename=\"x\"\r\nContent-Type: audio/mpeg\r\n\r\n");
                form.writeBytes(files.get(i));
                write(form, "\r\n");
            }
        }
        write(form, "--" + BOUNDARY + "--\r\n");
        return form.toByteArray();
    }

    private static void write(ByteArrayOutputStream form, String text) {
        form.writeBytes(text.getBytes(UTF_8));
    }

    private static FormRequest read(byte[] form) {
        return FormRequest.read(Operation.TRANSCRIPTIONS, "multipart/form-data; boundary=\"" + BOUNDARY + "\"", form);
    }

    @Property
    void everyOtherByteIsKept(
            @ForAll @Size(max = 4) List<@net.jqwik.api.From("contents") byte[]> files,
            @ForAll @IntRange(max = 4) int place,
            @ForAll("models") String before,
            @ForAll("models") String after) {
        int at = Math.min(place, files.size());
        FormRequest request = read(form(files, at, before));
        assertThat(request.model()).isEqualTo(before);
        assertThat(request.forModel(after).getBytes()).isEqualTo(form(files, at, after));
        assertThat(read(request.forModel(after).getBytes()).model()).isEqualTo(after);
    }

    @Property
    void whatIsNoFormIsRefusedAndNothingElse(
            @ForAll @Size(max = 300) byte[] noise, @ForAll @IntRange(max = 200) int at) {
        byte[] form = form(List.of(noise), 1, "m");
        byte[] broken = java.util.Arrays.copyOf(form, Math.max(0, form.length - at));
        try {
            assertThat(read(broken).model()).isEqualTo("m");
        } catch (LlmException refused) {
            assertThat(refused.failure().status()).isEqualTo(400);
        }
    }
}
