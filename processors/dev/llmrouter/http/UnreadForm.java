package dev.llmrouter.http;

import dev.llmrouter.call.RefusedException;
import dev.llmrouter.call.Upload;
import dev.llmrouter.wire.JsonRequest;
import io.vertx.core.Future;
import java.nio.file.Path;

/** A form whose body is still on the connection. Its one file goes to the disk as it comes. */
interface UnreadForm {

    /** The exchange property that holds it. */
    String PROPERTY = "LlmUnreadForm";

    /** The field that the file is in. */
    String FILE = "file";

    /** What the other fields may take, and what stands between them. */
    long AROUND = 64 << 10;

    /**
     * Begins to read it, once.
     *
     * @param to where its file is written; nothing may be there
     * @param most how many bytes that may have
     * @return what was sent, or why it is refused
     */
    Future<Upload> receive(Path to, long most);

    /** Waits for no more of it. */
    void giveUp(Throwable why);

    /** {@return why a form with something else than the file is refused} */
    static RuntimeException oneFile(String field) {
        return JsonRequest.malformed("The form holds one file, in the field 'file'.", field);
    }

    /** {@return why a form with no file is refused} */
    static RuntimeException noFile() {
        return JsonRequest.malformed("The form holds no file. Send it in the field 'file', with a filename.", FILE);
    }

    /** {@return why what is no form is refused} */
    static RuntimeException unreadable() {
        return JsonRequest.malformed(
                "The form can't be read: it is no multipart/form-data, ends too early, or has a long field that is no file, since it has no filename.",
                null);
    }

    /** {@return what becomes of a form that breaks off} */
    static RuntimeException left() {
        return new RefusedException(400, "The connection ended before the upload did.", "upload_cut");
    }

    /** {@return why a long file is refused} */
    static RuntimeException tooLong(long most) {
        return new RefusedException(
                413,
                "The file is longer than " + most
                        + " bytes, the most this router takes: channels.batches.maxFileMegabytes.",
                "request_too_large");
    }
}
