package dev.llmrouter.provider;

import java.util.Optional;

/** Jars that only some providers need, and that may be missing. */
public final class Jars {

    private Jars() {}

    /**
     * {@return why a provider can't be used without a jar; empty where the jar is there}
     *
     * @param type a class in the jar
     * @param coordinates of the jar for Maven, without its version
     */
    public static Optional<String> missing(String type, String coordinates) {
        try {
            Class.forName(type, false, Jars.class.getClassLoader());
            return Optional.empty();
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.of("it needs the jar " + coordinates + ", which is not on the class path");
        }
    }
}
