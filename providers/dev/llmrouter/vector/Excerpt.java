package dev.llmrouter.vector;

/**
 * As much of a text as a model is to read: the beginning and the end, where people say what they want; what they want
 * it done to stands in between.
 *
 * <p>Counts about as BERT's word pieces: five letters of ASCII to a piece, two digits, and one of anything else that is
 * to be seen. That is a little more than there are in English.
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
        while (at < text.length() && (left -= pieces(text.charAt(at))) >= 0) {
            at++;
        }
        return at > 0 && Character.isHighSurrogate(text.charAt(at - 1)) ? at - 1 : at;
    }

    private static int backward(String text, int begin, double pieces) {
        double left = pieces;
        int at = text.length();
        while (at > begin && (left -= pieces(text.charAt(at - 1))) >= 0) {
            at--;
        }
        return at < text.length() && at > begin && Character.isLowSurrogate(text.charAt(at)) ? at + 1 : at;
    }

    private static double pieces(char unit) {
        if (unit <= ' ') {
            return 0.05;
        }
        boolean isLetter = (unit | 0x20) >= 'a' && (unit | 0x20) <= 'z';
        return isLetter ? 0.2 : unit >= '0' && unit <= '9' ? 0.5 : 1;
    }
}
