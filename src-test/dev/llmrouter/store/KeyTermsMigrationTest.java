package dev.llmrouter.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

/** Keys that were made before they could have more than limits. */
class KeyTermsMigrationTest {

    private static final String KEY =
            "insert into virtual_key (name, tenant, user_groups, requests_per_minute, tokens_per_minute, created_at, id,"
                    + " salt, hash) values ('%s', 'acme', '[]', %s, %s, current_timestamp, '%s', 's', 'h')";

    private final JdbcDataSource database = new JdbcDataSource();

    private void run(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String terms(String key) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select terms from virtual_key where name = '" + key + "'")) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void keepTheirLimits() throws SQLException {
        database.setURL("jdbc:h2:mem:key-terms;DB_CLOSE_DELAY=-1");
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:META-INF/llm-router/db")
                .table("llm_router_migrations")
                .target("5")
                .load()
                .migrate();
        run(KEY.formatted("none", "null", "null", "1"));
        run(KEY.formatted("some", "60", "null", "2"));
        run(KEY.formatted("both", "60", "1000", "3"));
        Migrations.run(database);
        assertThat(terms("none")).isEqualTo("{}");
        assertThat(terms("some")).isEqualTo("{\"limits\":{\"requestsPerMinute\":60}}");
        assertThat(terms("both")).isEqualTo("{\"limits\":{\"requestsPerMinute\":60,\"tokensPerMinute\":1000}}");
    }
}
