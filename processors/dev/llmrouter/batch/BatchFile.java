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

    /** {@return where something is put: the name without its ending, and that one} */
    Path beside(String ending) {
        int dot = name.lastIndexOf('.');
        return outbox.resolve((dot < 0 ? name : name.substring(0, dot)) + ending);
    }
}
