package dev.llmrouter.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration can't be used; the message is all of its problems, one per line, in the order of the file. */
public final class ConfigException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    /** Takes at least one problem. */
    public ConfigException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** {@return every problem that was found, in the order of the file} */
    public List<Problem> problems() {
        return problems;
    }
}
