package dev.llmrouter.batch;

import java.nio.file.Path;

/**
 * What a batch is made from, and where its results go.
 *
 * @param id the same as long as the file is the same
 * @param name of the file, with its ending
 * @param source its lines
 * @param journal where the results of lines are kept until all are there; its folder exists
 * @param outbox the folder for the results
 */
record BatchFile(String id, String name, Lines.Source source, Path journal, Path outbox) {

    private static final String LINES = ".jsonl";

    /** {@return where something is put: the name with that ending in place of {@code .jsonl}, or else behind it} */
    Path beside(String ending) {
        String base = name.endsWith(LINES) ? name.substring(0, name.length() - LINES.length()) : name;
        return outbox.resolve(base + ending);
    }
}
