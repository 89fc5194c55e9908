package dev.llmrouter.batch;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import dev.llmrouter.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a CSV file with a header, each put into a template; read one by one. A column {@code custom_id} names them. */
final class TableLines implements Lines {

    private static final String CUSTOM_ID = "custom_id";
    private static final CsvMapper CSV = CsvMapper.csvBuilder()
            .enable(CsvParser.Feature.WRAP_AS_ARRAY, CsvParser.Feature.SKIP_EMPTY_LINES)
            .build();

    private final MappingIterator<String[]> rows;
    private final List<String> columns;
    private final Template template;
    private int index;

    private TableLines(InputStream in, String text) throws IOException {
        rows = CSV.readerFor(String[].class).readValues(in);
        if (!rows.hasNextValue()) {
            throw new IOException("a .csv file begins with the names of its columns, and this one is empty");
        }
        columns = List.of(rows.nextValue());
        template = new Template(text, columns);
    }

    static Source of(Path file, String text) {
        return () -> {
            InputStream in = Files.newInputStream(file);
            try {
                return new TableLines(in, text);
            } catch (IOException | RuntimeException e) {
                in.close();
                throw e;
            }
        };
    }

    @Override
    public @Nullable Line next() throws IOException {
        if (!rows.hasNextValue()) {
            return null;
        }
        String[] row = rows.nextValue();
        // the header is the first
        int number = index + 2;
        if (row.length != columns.size()) {
            String why = "The row has " + row.length + " columns, and the header has " + columns.size() + ".";
            return new Line(index++, number, new byte[0], why);
        }
        ObjectNode line = Json.MAPPER.createObjectNode().put("prompt", template.fill(row));
        int id = columns.indexOf(CUSTOM_ID);
        if (id >= 0) {
            line.put(CUSTOM_ID, row[id]);
        }
        return new Line(index++, number, line.toString().getBytes(StandardCharsets.UTF_8), null);
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
