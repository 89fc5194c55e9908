package dev.llmrouter.vector;

/**
 * As much of a text as a model is to read: the beginning and the end, where people say what they want; what they want
 * it done to stands in between.
 *
 * <p>Counts about as BERT's word pieces: one for the beginning of a word of ASCII and a little for each further letter,
 * one for the beginning of a number and a third for each further digit, and one for anything else that is to be seen.
 */
public final class Excerpt {

    /** How much of it is for the beginning. */
    private static final double BEGINNING = 2 / 3.0;

    private Excerpt() {}

    /** {@return the text, or where it has more than that many pieces its beginning, a line break, and its end} */
    public static String of(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int begin = forward(text, most * BEGINNING);
        int end = backward(text, begin, most * (1 - BEGINNING));
        return begin == end ? text : text.substring(0, begin) + '\n' + text.substring(end);
    }

    private static int forward(String text, double pieces) {
        double left = pieces;
        int at = 0;
        while (at < text.length() && (left -= pieces(text, at)) >= 0) {
            at++;
        }
        return at > 0 && Character.isHighSurrogate(text.charAt(at - 1)) ? at - 1 : at;
    }

    private static int backward(String text, int begin, double pieces) {
        double left = pieces;
        int at = text.length();
        while (at > begin && (left -= pieces(text, at - 1)) >= 0) {
            at--;
        }
        return at < text.length() && at > begin && Character.isLowSurrogate(text.charAt(at)) ? at + 1 : at;
    }

    private static double pieces(String text, int at) {
        char unit = text.charAt(at);
        if (unit <= ' ') {
            return 0.02;
        }
        char before = at == 0 ? ' ' : text.charAt(at - 1);
        if (isLetter(unit)) {
            return isLetter(before) ? 0.04 : 1;
        }
        return isDigit(unit) && isDigit(before) ? 0.35 : 1;
    }

    private static boolean isLetter(char unit) {
        return (unit | 0x20) >= 'a' && (unit | 0x20) <= 'z';
    }

    private static boolean isDigit(char unit) {
        return unit >= '0' && unit <= '9';
    }
}
