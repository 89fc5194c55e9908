package dev.llmrouter.content;

import java.util.regex.Pattern;

/**
 * A text that can be read only so often: a pattern that backtracks without end, which a caller might provoke, comes to
 * its end all the same. Keeps all of {@code java.util.regex}, where RE2 would know no look-around.
 */
final class BoundedText implements CharSequence {

    private static final int ALWAYS = 200_000;
    private static final int PER_CHARACTER = 20;
    private static final int MOST = 20_000_000;

    /** A pattern read a text far more often than any useful one does. */
    static final class TooCostlyException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooCostlyException() {
            super("the pattern backtracks too much", null, false, false);
        }
    }

    private final String text;
    private int left;

    private BoundedText(String text) {
        this.text = text;
        this.left = (int) Math.min(MOST, ALWAYS + (long) PER_CHARACTER * text.length());
    }

    /**
     * {@return whether the pattern is found in the text}
     *
     * @throws TooCostlyException where that takes more than some 20 steps for each character
     */
    static boolean contains(String text, Pattern pattern) {
        return pattern.matcher(new BoundedText(text)).find();
    }

    @Override
    public char charAt(int index) {
        if (--left < 0) {
            throw new TooCostlyException();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
