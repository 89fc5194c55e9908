package dev.llmrouter.batch;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A prompt with the names of columns in it, as {@code ${column}}; what is in the columns is taken as it is. */
final class Template {

    private static final Pattern COLUMN = Pattern.compile("\\$\\{([^}]+)}");

    private final String text;
    private final List<String> columns;

    /** Throws where a column is named that is not there, naming those that are. */
    Template(String text, List<String> columns) throws IOException {
        this.text = text;
        this.columns = columns;
        Matcher named = COLUMN.matcher(text);
        while (named.find()) {
            if (!columns.contains(named.group(1))) {
                throw new IOException("the template names the column " + named.group(1) + ", and there are only "
                        + String.join(", ", columns) + "; see channels.files.template");
            }
        }
    }

    /** {@return the prompt for a row} */
    String fill(String[] row) {
        return COLUMN.matcher(text)
                .replaceAll(column -> Matcher.quoteReplacement(row[columns.indexOf(column.group(1))]));
    }
}
