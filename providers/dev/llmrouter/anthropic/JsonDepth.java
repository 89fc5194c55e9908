package dev.llmrouter.anthropic;

/** Follows the pieces of a JSON object or list, to know when it is whole. Not thread-safe. */
final class JsonDepth {

    private int depth;
    private boolean isBegun;
    private boolean isInString;
    private boolean isEscaped;

    void add(String piece) {
        for (int i = 0; i < piece.length(); i++) {
            add(piece.charAt(i));
        }
    }

    private void add(char c) {
        if (isInString) {
            inString(c);
            return;
        }
        switch (c) {
            case '"' -> isInString = true;
            case '{', '[' -> {
                isBegun = true;
                depth++;
            }
            case '}', ']' -> depth--;
            default -> {}
        }
    }

    private void inString(char c) {
        if (isEscaped) {
            isEscaped = false;
        } else if (c == '\\') {
            isEscaped = true;
        } else if (c == '"') {
            isInString = false;
        }
    }

    boolean isWhole() {
        return isBegun && depth <= 0 && !isInString;
    }
}
