package dev.llmrouter.openai;

/**
 * A text that comes in pieces, some of which end within a character outside the basic plane: such a half waits for the
 * other one, since UTF-8 has no form for it. Not thread-safe.
 */
public final class WholeText {

    private final StringBuilder text = new StringBuilder();
    private int given;

    /** {@return what can be passed on of the text so far, and was not yet} */
    public String add(String piece) {
        text.append(piece);
        boolean isHalf = !text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1));
        return upTo(isHalf ? text.length() - 1 : text.length());
    }

    /** {@return what was held back, when nothing comes any more} */
    public String rest() {
        return upTo(text.length());
    }

    private String upTo(int end) {
        String piece = text.substring(Math.min(given, end), end);
        given = Math.max(given, end);
        return piece;
    }

    /** {@return whether nothing has come} */
    public boolean isEmpty() {
        return text.isEmpty();
    }

    /** {@return all of the text so far} */
    @Override
    public String toString() {
        return text.toString();
    }
}
