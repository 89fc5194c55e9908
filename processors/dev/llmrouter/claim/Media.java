package dev.llmrouter.claim;

import dev.llmrouter.call.RefusedException;
import dev.llmrouter.call.StoredFile;
import java.net.URLConnection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a file is to a model.
 *
 * @param type its media type, in lower case and without parameters
 */
record Media(Kind kind, String type) {

    /** Which part of a message it becomes. */
    enum Kind {
        IMAGE,
        PDF,
        SOUND,
        TEXT
    }

    private static final Set<String> IMAGES = Set.of("image/png", "image/jpeg", "image/gif", "image/webp");
    private static final Map<String, String> SOUNDS = Map.of(
            "audio/wav", "wav", "audio/x-wav", "wav", "audio/wave", "wav", "audio/mpeg", "mp3", "audio/mp3", "mp3");

    /** Types that Java's own table of names lacks. */
    private static final Map<String, String> BY_ENDING = Map.of(
            "webp",
            "image/webp",
            "md",
            "text/markdown",
            "csv",
            "text/csv",
            "json",
            "application/json",
            "mp3",
            "audio/mpeg");

    /**
     * {@return what a file is, as its sender said, or else as its name ends}
     *
     * @throws RefusedException with 400 for what no model is shown
     */
    static Media of(StoredFile file) {
        String said = file.mediaType();
        String type = said == null || said.startsWith("application/octet-stream") ? byName(file.name()) : plain(said);
        if (IMAGES.contains(type)) {
            return new Media(Kind.IMAGE, type);
        } else if (type.equals("application/pdf")) {
            return new Media(Kind.PDF, type);
        } else if (SOUNDS.containsKey(type)) {
            return new Media(Kind.SOUND, type);
        } else if (type.startsWith("text/") || type.equals("application/json")) {
            return new Media(Kind.TEXT, type);
        }
        throw new RefusedException(
                400,
                "The file " + file.id() + " is "
                        + (type.isEmpty() ? "of a type that nobody has said" : type)
                        + "; a model can be shown PNG, JPEG, GIF, WebP, PDF, WAV, MP3 and text. Upload it with its media type,"
                        + " or under a name that ends in it.",
                "unsupported_file");
    }

    private static String byName(String name) {
        String known = BY_ENDING.get(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
        String guessed = known == null ? URLConnection.guessContentTypeFromName(name.toLowerCase(Locale.ROOT)) : known;
        return guessed == null ? "" : guessed;
    }

    private static String plain(String type) {
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }

    /** {@return the word of OpenAI for how sound is written} */
    String soundFormat() {
        return SOUNDS.getOrDefault(type, "wav");
    }
}
