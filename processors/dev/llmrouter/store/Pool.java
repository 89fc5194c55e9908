package dev.llmrouter.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.llmrouter.catalog.Secret;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A few connections to one database, opened when they are needed. Thread-safe. */
final class Pool implements AutoCloseable {

    private static final int MOST = 8;
    private static final long PATIENCE_MILLIS = 3000;

    /** Who hears nothing of a database for that long is not answered any more. */
    private static final String SILENCE_SECONDS = "30";

    private static final String CONNECT_SECONDS = "3";

    private final HikariDataSource pool;
    private @Nullable Secret password;

    /** Asks nobody yet. */
    Pool(Database database) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("llm-router");
        config.setJdbcUrl(database.url());
        config.setMaximumPoolSize(MOST);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(PATIENCE_MILLIS);
        config.setInitializationFailTimeout(-1);
        if (database.user() != null) {
            config.setUsername(database.user());
        }
        if (database.isPostgreSql()) {
            config.addDataSourceProperty("connectTimeout", CONNECT_SECONDS);
            config.addDataSourceProperty("socketTimeout", SILENCE_SECONDS);
            config.addDataSourceProperty("tcpKeepAlive", "true");
            config.addDataSourceProperty("ApplicationName", "llm-router");
            config.addDataSourceProperty("reWriteBatchedInserts", "true");
        }
        password = database.password();
        if (password != null && password.isSet()) {
            config.setPassword(password.reveal());
        }
        pool = new HikariDataSource(config);
    }

    DataSource dataSource() {
        return pool;
    }

    /** New connections have the password that is at its place now. */
    void renewPassword() {
        Secret known = password;
        if (known != null) {
            Secret now = known.lookedUpAgain();
            if (now.isSet()) {
                pool.setPassword(now.reveal());
                password = now;
            }
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
