package dev.llmrouter.wire;

import dev.llmrouter.wire.JsonRequest.Edit;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Edits of a text, and where its places are afterwards.
 *
 * @param edits in order, and not overlapping
 */
record Splice(List<Edit> edits) {

    static final Splice NOTHING = new Splice(List.of());

    /** {@return the edited text; the same bytes where there is nothing to edit} */
    byte[] of(byte[] text) {
        if (edits.isEmpty()) {
            return text;
        }
        ByteArrayOutputStream spliced = new ByteArrayOutputStream(text.length + 64);
        int at = 0;
        for (Edit edit : edits) {
            spliced.write(text, at, edit.from() - at);
            spliced.writeBytes(bytes(edit));
            at = edit.to();
        }
        spliced.write(text, at, text.length - at);
        return spliced.toByteArray();
    }

    /** {@return where a place is now; one that was edited itself, where what took its place ends} */
    int moved(int place) {
        int moved = place;
        for (Edit edit : edits) {
            if (edit.to() <= place) {
                moved += bytes(edit).length - (edit.to() - edit.from());
            }
        }
        return moved;
    }

    Edit moved(Edit edit) {
        return new Edit(moved(edit.from()), moved(edit.to()), edit.text());
    }

    List<Edit> moved(List<Edit> others) {
        return edits.isEmpty() ? others : others.stream().map(this::moved).toList();
    }

    private static byte[] bytes(Edit edit) {
        return edit.text().getBytes(StandardCharsets.UTF_8);
    }
}
