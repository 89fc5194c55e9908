package dev.llmrouter.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Looks at every line of a batch before anybody is asked, and finds what OpenAI would find. Of a line eight bytes stay in
 * memory: names that are alike are looked for among numbers first, and only those that share one are read again.
 */
final class BatchChecks {

    private static final int MOST_ERRORS = 100;
    private static final String CUSTOM_ID = "custom_id";

    private final Lines.Source source;
    private final String endpoint;
    private final List<ObjectNode> errors = new ArrayList<>();
    private long[] names = new long[1024];
    private final Set<String> models = new HashSet<>();
    private int total;

    BatchChecks(Lines.Source source, String endpoint) {
        this.source = source;
        this.endpoint = endpoint;
    }

    /** {@return what is wrong, as OpenAI's batch object has it; nothing where it can be run} */
    List<ObjectNode> run() throws IOException {
        try (Lines lines = source.open()) {
            for (Line line = lines.next(); line != null; line = lines.next()) {
                check(line);
            }
        }
        if (total == 0) {
            report("empty_file", "The file holds no requests.", null, null);
        }
        Set<Long> shared = shared();
        if (!shared.isEmpty()) {
            findAlike(shared);
        }
        return errors;
    }

    int total() {
        return total;
    }

    /** {@return the model that the lines ask; null where they ask several} */
    @Nullable
    String model() {
        return models.size() == 1 ? models.iterator().next() : null;
    }

    private void check(Line line) {
        total++;
        String fault = line.fault();
        if (fault != null) {
            report("invalid_json_line", fault, null, line);
            return;
        }
        LineFields fields;
        try {
            fields = LineFields.read(line.bytes());
        } catch (IOException e) {
            report("invalid_json_line", "This line is not parseable as valid JSON.", null, line);
            return;
        }
        String customId = fields.customId();
        if (customId == null) {
            missing(CUSTOM_ID, line);
        } else {
            add(number(customId));
        }
        check(fields, line);
    }

    private void check(LineFields fields, Line line) {
        if (fields.method() == null) {
            missing("method", line);
        } else if (!"POST".equals(fields.method())) {
            report("invalid_method", "The method of this request is not POST.", "method", line);
        }
        if (fields.url() == null) {
            missing("url", line);
        } else if (!endpoint.equals(fields.url())) {
            report(
                    "url_mismatch",
                    "The URL of this request is not the endpoint of the batch, " + endpoint + ".",
                    "url",
                    line);
        }
        if (!fields.hasBody()) {
            missing("body", line);
        }
        String model = fields.bodyModel();
        // of two it is known already that they are several
        if (model != null && models.size() < 2) {
            models.add(model);
        }
    }

    private void missing(String name, Line line) {
        report("missing_required_parameter", "Missing required parameter: '" + name + "'.", name, line);
    }

    private void report(String code, String message, @Nullable String param, @Nullable Line line) {
        if (errors.size() < MOST_ERRORS) {
            ObjectNode error = Json.MAPPER.createObjectNode();
            error.put("code", code).put("message", message).put("param", param);
            error.put("line", line == null ? null : (Integer) line.number());
            errors.add(error);
        }
    }

    private void add(long number) {
        if (total > names.length) {
            names = Arrays.copyOf(names, Math.max(total, names.length * 2));
        }
        names[total - 1] = number;
    }

    private static long number(String customId) {
        return UUID.nameUUIDFromBytes(customId.getBytes(StandardCharsets.UTF_8)).getLeastSignificantBits();
    }

    private Set<Long> shared() {
        long[] sorted = Arrays.copyOf(names, Math.min(total, names.length));
        Arrays.sort(sorted);
        Set<Long> shared = new HashSet<>();
        for (int i = 1; i < sorted.length; i++) {
            // 0 is that of a line without a name
            if (sorted[i] == sorted[i - 1] && sorted[i] != 0 && shared.size() < MOST_ERRORS) {
                shared.add(sorted[i]);
            }
        }
        return shared;
    }

    private void findAlike(Set<Long> shared) throws IOException {
        Set<String> seen = new HashSet<>();
        try (Lines lines = source.open()) {
            for (Line line = lines.next(); line != null; line = lines.next()) {
                String name = LineFields.customIdOf(line.bytes());
                if (name != null && shared.contains(number(name)) && !seen.add(name)) {
                    report(
                            "duplicate_custom_id",
                            "The custom_id '" + name
                                    + "' is that of another request, too. Each request of a batch needs its own.",
                            CUSTOM_ID,
                            line);
                }
            }
        }
    }
}
