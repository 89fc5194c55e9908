package dev.llmrouter.passthrough;

import static dev.llmrouter.wire.JsonRequest.malformed;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What separates the parts of a form, as the request's {@code Content-Type} says (RFC 2046, 5.1.1). */
final class FormBoundary {

    private static final int LONGEST = 70;

    private static final Pattern PARAMETER =
            Pattern.compile("\\G\\s*;\\s*([^\\s=;\"]++)=(?:\"([^\"\\\\]*+)\"|([^\\s;\"]++))");

    private FormBoundary() {}

    /** {@return two dashes and the boundary, with which the line between two parts begins} */
    static byte[] of(String contentType) {
        int end = contentType.indexOf(';');
        Matcher parameters = PARAMETER.matcher(contentType).region(Math.max(end, 0), contentType.length());
        String boundary = null;
        int read = 0;
        while (end >= 0 && parameters.find()) {
            read = parameters.end();
            if (parameters.group(1).equalsIgnoreCase("boundary")) {
                String value = parameters.group(2) != null ? parameters.group(2) : parameters.group(3);
                if (boundary != null) {
                    throw malformed("The Content-Type of the request names two boundaries.", null);
                }
                boundary = value;
            }
        }
        boolean isRead = contentType.substring(read).replace(";", "").isBlank();
        if (boundary == null || !isRead || boundary.isBlank() || boundary.length() > LONGEST) {
            throw malformed(
                    "The Content-Type of the request has to be multipart/form-data with a boundary of 1 to " + LONGEST
                            + " characters.",
                    null);
        }
        return ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    }
}
