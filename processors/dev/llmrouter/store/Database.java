package dev.llmrouter.store;

import dev.llmrouter.catalog.Secret;
import dev.llmrouter.provider.Jars;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a database is, and who asks it. Its text never holds a password, not even one that stands in the URL.
 *
 * @param url in JDBC's words
 * @param user null where the URL says it, or nobody asks
 * @param password null where there is none
 */
public record Database(String url, @Nullable String user, @Nullable Secret password) {

    private static final String POSTGRESQL = "jdbc:postgresql:";

    /**
     * {@return an H2 database in a folder: what is committed is in the file, also when the process is killed} It keeps no
     * log beside it; what fails is told to whom asked.
     */
    public static Database in(Path folder) {
        String file = folder.toAbsolutePath().resolve("llm-router").toString();
        return new Database(
                "jdbc:h2:file:" + file + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0", "sa", null);
    }

    /** {@return an H2 database in memory, which ends with the process; the same for the same name} */
    public static Database inMemory(String name) {
        return new Database("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE", "sa", null);
    }

    boolean isPostgreSql() {
        return url.startsWith(POSTGRESQL);
    }

    /** {@return why it can't be opened, as far as the class path says; empty where nothing speaks against it} */
    public Optional<String> missing() {
        return Stream.<Supplier<Optional<String>>>of(
                        () -> Jars.missing("com.zaxxer.hikari.HikariConfig", "com.zaxxer:HikariCP"),
                        Store::missing,
                        () -> url.startsWith("jdbc:h2:")
                                ? Jars.missing("org.h2.Driver", "com.h2database:h2")
                                : Optional.empty(),
                        () -> isPostgreSql()
                                ? Jars.missing("org.postgresql.Driver", "org.postgresql:postgresql")
                                : Optional.empty(),
                        () -> isPostgreSql()
                                ? Jars.missing(
                                        "org.flywaydb.database.postgresql.PostgreSQLDatabaseType",
                                        "org.flywaydb:flyway-database-postgresql")
                                : Optional.empty())
                .map(Supplier::get)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** {@return a text in which neither the password stands nor what follows the name of the database in the URL} */
    String masked(String text) {
        String masked = text.replace(url, toString());
        return password != null && password.isSet() ? masked.replace(password.reveal(), "***") : masked;
    }

    @Override
    public String toString() {
        return url.replaceFirst("[?;].*", "").replaceFirst("//[^/@]*@", "//");
    }
}
