package dev.llmrouter.llm;

import java.util.ArrayList;
import java.util.List;

/**
 * What of a request could not be carried to the model that answered it.
 *
 * @param paths in the caller's notation, such as {@code logit_bias} or {@code messages[0].name}
 */
public record Dropped(List<String> paths) {

    /** Nothing was lost. */
    public static final Dropped NOTHING = new Dropped(List.of());

    private static final int LONGEST = 1000;
    private static final int LONGEST_PATH = 100;

    /** A list that is never changed. */
    public Dropped {
        paths = List.copyOf(paths);
    }

    /** {@return what was lost at one step and at the next} */
    static Dropped of(List<String> first, List<String> then) {
        if (first.isEmpty() && then.isEmpty()) {
            return NOTHING;
        }
        List<String> both = new ArrayList<>(first);
        both.addAll(then);
        return new Dropped(both);
    }

    /** {@return whether nothing was lost} */
    public boolean isNothing() {
        return paths.isEmpty();
    }

    /**
     * {@return the paths in one line for a header or a message, at most about 1 KB and then {@code ...}}
     *
     * <p>Names of fields are the caller's own: what has no place in a header is shown as a question mark.
     */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (String path : paths) {
            String shown = shown(path);
            if (text.length() + shown.length() > LONGEST) {
                return text.append(", ...").toString();
            }
            text.append(text.isEmpty() ? "" : ", ").append(shown);
        }
        return text.toString();
    }

    private static String shown(String path) {
        if (path.isEmpty()) {
            return "?";
        }
        boolean isLong = path.length() > LONGEST_PATH;
        String plain = (isLong ? path.substring(0, LONGEST_PATH) : path).replaceAll("[^!-+\\--~]", "?");
        return isLong ? plain + "..." : plain;
    }
}
