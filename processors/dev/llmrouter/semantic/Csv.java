package dev.llmrouter.semantic;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Comma-separated values as RFC 4180 has them: with a header, and quotes around what has commas, quotes or line breaks. */
final class Csv {

    private final String content;
    private int at;

    private Csv(String content) {
        this.content = content;
    }

    /**
     * {@return the values of one column}
     *
     * @param name in any case
     * @throws IllegalArgumentException where there is no such column
     */
    static List<String> column(String content, String name) {
        Csv csv = new Csv(content);
        int column = csv.record().stream()
                .map(header -> header.strip().toLowerCase(Locale.ROOT))
                .toList()
                .indexOf(name);
        if (column < 0) {
            throw new IllegalArgumentException("has no column '" + name + "' in its first line");
        }
        List<String> values = new ArrayList<>();
        while (csv.at < content.length()) {
            List<String> record = csv.record();
            if (column < record.size()) {
                values.add(record.get(column));
            }
        }
        return values;
    }

    private List<String> record() {
        List<String> record = new ArrayList<>();
        boolean isMore = true;
        while (isMore) {
            record.add(field());
            isMore = at < content.length() && content.charAt(at) == ',';
            if (isMore) {
                at++;
            }
        }
        if (content.startsWith("\r\n", at)) {
            at++;
        }
        at++;
        return record;
    }

    private String field() {
        StringBuilder field = new StringBuilder();
        boolean isQuoted = at < content.length() && content.charAt(at) == '"';
        at += isQuoted ? 1 : 0;
        for (; at < content.length(); at++) {
            char c = content.charAt(at);
            if (isQuoted && c == '"') {
                if (!content.startsWith("\"\"", at)) {
                    isQuoted = false;
                    continue;
                }
                at++;
            } else if (!isQuoted && (c == ',' || c == '\n' || c == '\r')) {
                break;
            }
            field.append(c);
        }
        return field.toString();
    }
}
