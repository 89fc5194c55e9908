package dev.llmrouter.passthrough;

import static dev.llmrouter.wire.JsonRequest.malformed;

import dev.llmrouter.passthrough.FormPart.Place;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the headers of one part of a form, as far as they say what the part is. */
final class PartHeaders {

    /** Longer than any honest one, and what keeps the patterns below cheap. */
    private static final int LONGEST_LINE = 8 << 10;

    private static final Set<String> AS_IS = Set.of("7bit", "8bit", "binary");

    private static final Pattern LINE =
            Pattern.compile("([!-9;-~]+)[ \\t]*:[ \\t]*([^\\x00-\\x08\\x0A-\\x1F\\x7F]*?)[ \\t]*");

    private static final Pattern PARAMETER = Pattern.compile(
            "\\G[ \\t]*;[ \\t]*([^\\s=;\"]++)[ \\t]*=[ \\t]*(?:\"((?:[^\"\\\\]++|\\\\.)*+)\"|([^\\s;\"]++))");

    private final byte[] form;
    private final int begin;
    private final int end;
    private final int number;
    private @Nullable String name;
    private boolean isFile;
    private boolean isCoded;
    private @Nullable Place length;

    /** {@code begin} and {@code end} of the part, and {@code number} from 1, for the caller. */
    PartHeaders(byte[] form, int begin, int end, int number) {
        this.form = form;
        this.begin = begin;
        this.end = end;
        this.number = number;
    }

    FormPart read() {
        int at = begin;
        while (at < end && !isLineBreak(at)) {
            int lineEnd = lineEnd(at);
            line(at, lineEnd);
            at = lineEnd + 2;
        }
        if (name == null) {
            throw unreadable();
        }
        return new FormPart(name, isFile, isCoded, new Place(Math.min(at + 2, end), end), length);
    }

    private boolean isLineBreak(int at) {
        return form[at] == '\r' && form[at + 1] == '\n';
    }

    private int lineEnd(int from) {
        for (int i = from; i < Math.min(end, from + LONGEST_LINE); i++) {
            if (isLineBreak(i)) {
                return i;
            }
        }
        throw unreadable();
    }

    private void line(int from, int to) {
        Matcher line = LINE.matcher(new String(form, from, to - from, StandardCharsets.ISO_8859_1));
        if (!line.matches()) {
            throw unreadable();
        }
        switch (line.group(1).toLowerCase(Locale.ROOT)) {
            case "content-disposition" -> disposition(line.group(2));
            case "content-transfer-encoding" ->
                isCoded = !AS_IS.contains(line.group(2).toLowerCase(Locale.ROOT));
            case "content-length" -> length(new Place(from + line.start(2), from + line.end(2)));
            default -> {}
        }
    }

    private void length(Place place) {
        if (length != null) {
            throw unreadable();
        }
        length = place;
    }

    private void disposition(String value) {
        int typeEnd = value.indexOf(';');
        if (name != null || typeEnd < 0 || !value.substring(0, typeEnd).strip().equalsIgnoreCase("form-data")) {
            throw unreadable();
        }
        Matcher parameters = PARAMETER.matcher(value).region(typeEnd, value.length());
        int read = typeEnd;
        while (parameters.find()) {
            read = parameters.end();
            parameter(
                    parameters.group(1).toLowerCase(Locale.ROOT),
                    parameters.group(2) != null ? parameters.group(2) : parameters.group(3));
        }
        if (!value.substring(read).replace(";", "").isBlank()) {
            throw unreadable();
        }
    }

    /** No name of a parameter has a backslash, and servers read one in two ways. */
    private void parameter(String parameter, String value) {
        switch (parameter) {
            case "name" -> {
                if (name != null || value.indexOf('\\') >= 0) {
                    throw unreadable();
                }
                name = value;
            }
            case "name*" -> throw unreadable();
            case "filename", "filename*" -> isFile = true;
            default -> {}
        }
    }

    private RuntimeException unreadable() {
        return malformed(
                "Part " + number + " of the form of the request can't be read: it needs one header"
                        + " 'Content-Disposition: form-data; name=\"...\"', and an empty line before its value.",
                null);
    }
}
