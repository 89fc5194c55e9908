package dev.llmrouter.passthrough;

import static dev.llmrouter.wire.JsonRequest.malformed;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes a form apart, in one pass over its bytes. Stricter than most servers: what some of them take for the end of a
 * part and others for a piece of it is refused, or a caller could name one model to the router and another to them.
 */
final class FormReader {

    private final byte[] form;
    private final byte[] delimiter;

    FormReader(byte[] form, byte[] delimiter) {
        this.form = form;
        this.delimiter = delimiter;
    }

    List<FormPart> parts() {
        List<FormPart> parts = new ArrayList<>();
        int at = next(0);
        while (at >= 0) {
            int behind = at + delimiter.length;
            if (is(behind, '-') && is(behind + 1, '-')) {
                checkNothingBehind(behind + 2);
                return parts;
            }
            int begin = lineEnd(behind);
            at = next(begin - 2);
            if (at >= 0) {
                // the line break before a boundary belongs to it
                parts.add(new PartHeaders(form, begin, at - 2, parts.size() + 1).read());
            }
        }
        throw malformed("The form of the request is not complete: its closing boundary is missing.", null);
    }

    /** The next boundary at the begin of a line; anywhere else it is nothing but content. */
    private int next(int from) {
        for (int i = Math.max(0, from); i <= form.length - delimiter.length; i++) {
            if (form[i] == '-' && isLineBegin(i) && isDelimiter(i)) {
                if (i == 0 || (i > 1 && form[i - 2] == '\r' && form[i - 1] == '\n')) {
                    return i;
                }
                throw ambiguous();
            }
        }
        return -1;
    }

    private boolean isLineBegin(int i) {
        return i == 0 || form[i - 1] == '\n' || form[i - 1] == '\r';
    }

    private boolean isDelimiter(int at) {
        for (int i = 1; i < delimiter.length; i++) {
            if (form[at + i] != delimiter[i]) {
                return false;
            }
        }
        return true;
    }

    private int lineEnd(int from) {
        int i = from;
        while (is(i, ' ') || is(i, '\t')) {
            i++;
        }
        if (is(i, '\r') && is(i + 1, '\n')) {
            return i + 2;
        }
        throw ambiguous();
    }

    private void checkNothingBehind(int from) {
        for (int i = from; i < form.length; i++) {
            if (!is(i, '\r') && !is(i, '\n') && !is(i, ' ') && !is(i, '\t')) {
                throw malformed("The form of the request has something behind its closing boundary.", null);
            }
        }
    }

    private boolean is(int i, char wanted) {
        return i < form.length && form[i] == wanted;
    }

    private static RuntimeException ambiguous() {
        return malformed("The boundary of the form of the request occurs where it is not the end of a part.", null);
    }
}
