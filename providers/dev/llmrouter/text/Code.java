package dev.llmrouter.text;

import java.util.regex.Pattern;

/**
 * Whether there is program code in a text: between fences, or in lines that look like it. Looks at the first
 * {@value #FARTHEST} characters only. Thread-safe.
 */
public final class Code {

    static final int FARTHEST = 32_768;

    /** A line that is longer is prose, or data. */
    private static final int LONGEST_LINE = 300;

    /** What hardly any prose looks like. Anchored and for short lines only, so it can't run away. */
    private static final Pattern CERTAIN = Pattern.compile("\\s*(?:"
            + "#include\\s*[<\"]|#!/|</?[a-zA-Z][\\w-]*(?:\\s[^<>]*)?>|<\\?\\w+"
            + "|from [\\w.]+ import |import [\\w.*{} ,]+(?:;| from )|package [\\w.]+;"
            + "|(?:async )?def \\w+\\(|fn \\w+[(<]|func (?:\\(\\w+ [*\\w]+\\) )?\\w+\\(|function\\s*\\w*\\("
            + "|(?:public|private|protected|static|export) (?:[\\w<>\\[\\]]+ )+\\w+\\s*[({=;]"
            + "|(?:class|interface|struct|enum) \\w+[^.?!]*[:{]\\s*$"
            + "|(?:const|let|var|val) \\w+\\s*(?::\\s*\\w+\\s*)?=|@\\w+(?:\\(.*\\))?\\s*$"
            + "|(?:SELECT\\s.+\\sFROM|INSERT INTO|CREATE TABLE|UPDATE \\w+ SET)\\s).*");

    /** A statement with a call or an assignment in it, wherever it stands in the line. */
    private static final Pattern STATEMENT = Pattern.compile(
            ".*(?:(?:\\w|\\b(?:if|for|while|switch|catch) )\\(.*\\)\\s*[;{]|\\w(?:\\[\\w*\\])?\\s*[-+*|&]?=\\s*\\S.*;|=>\\s*\\{)\\s*");

    private Code() {}

    /** {@return whether there is code in it, as far as one can see} */
    public static boolean isIn(String text) {
        if (text.contains("```") || text.startsWith("~~~") || text.contains("\n~~~")) {
            return true;
        }
        return text.substring(0, Math.min(text.length(), FARTHEST)).lines().anyMatch(Code::isCode);
    }

    private static boolean isCode(String line) {
        return line.length() > 3
                && line.length() <= LONGEST_LINE
                && (CERTAIN.matcher(line).matches() || isStatement(line));
    }

    /** The end is looked at first, since nearly all prose ends otherwise. */
    private static boolean isStatement(String line) {
        String stripped = line.stripTrailing();
        return (stripped.endsWith(";") || stripped.endsWith("{"))
                && STATEMENT.matcher(stripped).matches();
    }
}
