package dev.llmrouter.ledger;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.wire.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Sums over {@code spend_daily}, the dearest first. */
record SpendReport(Query query, List<Line> lines, Line total) {

    private static final List<String> SUMS =
            List.of("attempts", "estimated", "input", "cached", "cache_write", "output", "reasoning");

    /** So many are more than anybody reads, and fit into memory. */
    static final long MOST_LINES = 10_000;

    /** The names that it is of, and its sums, the cost in nanodollars last. */
    record Line(List<String> names, List<Long> sums) {
        long costNanos() {
            return sums.get(sums.size() - 1);
        }
    }

    static SpendReport read(Connection connection, Query query) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql(query))) {
            select.setLong(query.fillDays(select, 1), Math.min(query.limit(), MOST_LINES));
            List<Line> lines = lines(select, query.by().size());
            Query whole = new Query(List.of(), query.from(), query.to(), query.only(), query.format(), query.limit());
            return new SpendReport(query, lines, total(connection, whole));
        }
    }

    private static Line total(Connection connection, Query whole) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql(whole))) {
            select.setLong(whole.fillDays(select, 1), 1);
            return lines(select, 0).get(0);
        }
    }

    private static String sql(Query query) {
        String names = query.by().stream().map(by -> by.column() + ", ").collect(Collectors.joining());
        String sums = Stream.concat(SUMS.stream(), Stream.of("cost_nanos"))
                .map(sum -> "COALESCE(SUM(" + sum + "), 0)")
                .collect(Collectors.joining(", "));
        String groups = query.by().isEmpty()
                ? ""
                : " GROUP BY " + query.by().stream().map(Dimension::column).collect(Collectors.joining(", "));
        // by number, since a name would be the row's and not the sum's
        int cost = query.by().size() + SUMS.size() + 1;
        String order = Stream.concat(
                        Stream.of(cost + " DESC"),
                        IntStream.rangeClosed(1, query.by().size()).mapToObj(Integer::toString))
                .collect(Collectors.joining(", "));
        return "SELECT " + names + sums + " FROM spend_daily WHERE 1 = 1" + query.overDays() + groups + " ORDER BY "
                + order + " FETCH FIRST ? ROWS ONLY";
    }

    private static List<Line> lines(PreparedStatement select, int names) throws SQLException {
        List<Line> lines = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                String[] of = new String[names];
                for (int i = 0; i < names; i++) {
                    of[i] = String.valueOf(rows.getString(i + 1));
                }
                List<Long> sums = new ArrayList<>();
                for (int i = 0; i <= SUMS.size(); i++) {
                    sums.add(rows.getLong(names + i + 1));
                }
                lines.add(new Line(List.of(of), sums));
            }
        }
        return lines;
    }

    ObjectNode json() {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        if (query.from() != null) {
            answer.put("from", query.from().toString());
        }
        if (query.to() != null) {
            answer.put("to", query.to().toString());
        }
        ArrayNode rows = answer.putArray("spend");
        lines.forEach(line -> rows.add(json(line)));
        answer.set("total", json(total));
        return answer;
    }

    private ObjectNode json(Line line) {
        ObjectNode row = Json.MAPPER.createObjectNode();
        for (int i = 0; i < line.names().size(); i++) {
            row.put(query.by().get(i).word(), line.names().get(i));
        }
        for (int i = 0; i < SUMS.size(); i++) {
            row.put(SUMS.get(i), line.sums().get(i));
        }
        return row.put("usd", Money.usd(line.costNanos()));
    }

    String csv() {
        StringBuilder text = new StringBuilder(
                Csv.line(Stream.of(query.by().stream().map(Dimension::word), SUMS.stream(), Stream.of("usd"))
                        .flatMap(names -> names)
                        .toList()));
        for (Line line : lines) {
            List<Object> cells = new ArrayList<>(line.names());
            cells.addAll(line.sums().subList(0, SUMS.size()));
            cells.add(Money.usd(line.costNanos()));
            text.append(Csv.line(cells));
        }
        return text.toString();
    }
}
