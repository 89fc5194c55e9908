package dev.llmrouter.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings the tables of a database to what this version of the router needs; in a table of its own it is noted how far they are. */
final class Migrations {

    private static final String SCRIPTS = "classpath:META-INF/llm-router/db";
    private static final String NOTED_IN = "llm_router_migrations";

    /** For databases, by where they are: one that does not answer holds up few others. */
    private static final Object[] LOCKS = Stream.generate(Object::new).limit(64).toArray();

    private Migrations() {}

    /**
     * Several replicas may do so at one time. In PostgreSQL Flyway locks out other processes; an embedded database has no locks for that,
     * and is in this process only.
     *
     * @throws SQLException where it can't be reached
     */
    static void run(DataSource database) throws SQLException {
        synchronized (LOCKS[Math.floorMod(url(database).hashCode(), LOCKS.length)]) {
            Flyway.configure(Migrations.class.getClassLoader())
                    .dataSource(database)
                    .locations(SCRIPTS)
                    .table(NOTED_IN)
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .load()
                    .migrate();
        }
    }

    private static String url(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return connection.getMetaData().getURL();
        }
    }
}
