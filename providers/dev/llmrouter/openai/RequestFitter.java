package dev.llmrouter.openai;

import com.fasterxml.jackson.core.JsonParser;
import dev.llmrouter.wire.FittedRequest;
import dev.llmrouter.wire.JsonRequest;
import dev.llmrouter.wire.JsonRequest.Edit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Puts chat-completions requests in the form that a server with {@link Quirks} takes, by splicing: every byte that the
 * quirks do not name stays as it is. Immutable and thread-safe; one for each server.
 */
public final class RequestFitter {

    private final Quirks quirks;
    private final Set<String> drops;

    /** What has a dropped field somewhere below it, so that only that is looked into. */
    private final Set<String> ways = new HashSet<>();

    /** A fitter for these quirks. */
    public RequestFitter(Quirks quirks) {
        this.quirks = quirks;
        this.drops = Set.copyOf(quirks.drops());
        for (String path : drops) {
            for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
                ways.add(path.substring(0, dot));
            }
        }
    }

    /**
     * {@return what fits the requests that come from another dialect to a server}
     *
     * @param isOpenAi whether it is OpenAI itself, wherever it runs
     */
    public static RequestFitter ofTranslated(Quirks quirks, boolean isOpenAi) {
        return new RequestFitter((isOpenAi ? quirks.ofOpenAi() : quirks).forTranslated());
    }

    /** {@return the quirks that it fits requests to} */
    public Quirks quirks() {
        return quirks;
    }

    /** Whether a field is dropped; {@code parent} is the path of what it stands in, and empty or ends in a dot. */
    boolean drops(String parent, String name) {
        return drops.contains(parent + name) && isPlain(name);
    }

    /** Whether something in a field is dropped; {@code kind} is {@code []} for the items of a list. */
    boolean leadsToDrops(String parent, String name, String kind) {
        return ways.contains(parent + name + kind) && isPlain(name);
    }

    /** A field may be called what reads like a path. */
    private static boolean isPlain(String name) {
        return name.indexOf('.') < 0 && name.indexOf('[') < 0;
    }

    /**
     * {@return the request as the server takes it, and what of it that leaves out}
     *
     * @param usageEdits what asks for the tokens of a stream
     */
    FittedRequest fit(OpenAiRequest request, JsonRequest json, List<Edit> usageEdits) {
        QuirkScan scan = new QuirkScan(this, json);
        try (JsonParser parser = json.parser()) {
            parser.nextToken();
            scan.read(parser);
        } catch (IOException e) {
            throw new UncheckedIOException("a request that was read before can't be read again", e);
        }
        List<Edit> edits = new ArrayList<>(scan.edits());
        if (quirks.streamUsage() && !drops.contains("stream_options")) {
            edits.addAll(usageEdits);
        }
        return edits.equals(usageEdits)
                ? FittedRequest.asIs(request)
                : new FittedRequest(
                        new OpenAiRequest(
                                json,
                                request.isTranslated(),
                                request.usageWanted(),
                                request.maxOutputTokens(),
                                request.choices(),
                                request.needs(),
                                edits),
                        scan.dropped());
    }
}
