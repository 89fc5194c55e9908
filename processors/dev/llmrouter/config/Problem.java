package dev.llmrouter.config;

/**
 * One mistake in a configuration file.
 *
 * @param line from 1
 * @param column from 1
 * @param path of the key, such as {@code targets.gpt-mini.provider}; empty where the file as a whole is meant
 * @param message what is wrong and what to write instead; never anything that a placeholder resolved to
 */
public record Problem(String file, int line, int column, String path, String message) {

    /** {@return what is wrong at which key, without the file, such as {@code 'limits.rpm': unknown key}} */
    public String sentence() {
        return ((path.isEmpty() ? "" : "'" + path + "': ") + message).replaceAll("\\R|\\p{Cntrl}", " ");
    }

    /** {@return one line such as {@code config/router.yaml:12: targets.gpt-mini.provder: unknown key}} */
    @Override
    public String toString() {
        String where = path.isEmpty() ? "" : path + ": ";
        // a key may hold line breaks, with which a file could forge lines of a log
        return (file + ":" + line + ": " + where + message).replaceAll("\\R|\\p{Cntrl}", " ");
    }
}
