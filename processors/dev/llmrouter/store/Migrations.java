package dev.llmrouter.store;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings the tables of a database to what this version of the router needs; in a table of its own it is noted how far they are. */
final class Migrations {

    private static final String SCRIPTS = "classpath:META-INF/llm-router/db";
    private static final String NOTED_IN = "llm_router_migrations";

    private Migrations() {}

    /** Several replicas may do so at one time. Others' tables may be there. */
    static void run(DataSource database) {
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
