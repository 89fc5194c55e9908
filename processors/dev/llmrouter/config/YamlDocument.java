package dev.llmrouter.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.LoadSettingsBuilder;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** One YAML document as nodes that know their lines; a file that would cost much memory or stack is refused. */
final class YamlDocument {

    static final int MOST_CHARACTERS = 1 << 20;
    private static final int DEEPEST = 50;
    private static final long MOST_NODES = 100_000;
    private static final int MOST_ALIASES = 1000;
    private static final Pattern UNQUOTED_PLACEHOLDER = Pattern.compile("[:,\\[\\-]\\s*\\{\\{");

    private final String yaml;
    private final LoadSettings settings = takingAnyKey(
                    LoadSettings.builder().setSchema(new CoreSchema()).setMaxAliasesForCollections(MOST_ALIASES))
            .build();
    private final Map<Node, Long> sizes = new HashMap<>();

    /**
     * A bare {@code {{env:NAME}}} is a key that is no scalar, and deserves a better message than the parser's. The parser of
     * Camel 4.14 takes such keys and has no setting for it.
     */
    private static LoadSettingsBuilder takingAnyKey(LoadSettingsBuilder settings) {
        try {
            LoadSettingsBuilder.class
                    .getMethod("setAllowNonScalarKeys", boolean.class)
                    .invoke(settings, true);
        } catch (ReflectiveOperationException older) {
            // it takes them
        }
        return settings;
    }

    private YamlDocument(String yaml) {
        this.yaml = yaml;
    }

    /** {@return the root, or empty when a problem has been reported} */
    static Optional<Node> compose(String yaml, Findings findings) {
        try {
            return Optional.of(new YamlDocument(yaml).root());
        } catch (Refused refused) {
            findings.report(refused.mark, KeyPath.ROOT, String.valueOf(refused.getMessage()));
            return Optional.empty();
        }
    }

    private Node root() {
        if (yaml.length() > MOST_CHARACTERS) {
            throw new Refused("the file is larger than 1 MB", Optional.empty());
        }
        Node root = parsed().orElseThrow(() -> empty());
        if (root.getTag().equals(Tag.NULL)) {
            throw empty();
        }
        if (size(root) > MOST_NODES) {
            throw new Refused("its aliases make more than " + MOST_NODES + " values", Optional.empty());
        }
        return root;
    }

    private static Refused empty() {
        return new Refused("the file is empty; it needs at least providers", Optional.empty());
    }

    private Optional<Node> parsed() {
        try {
            checkShape();
            return new Composer(settings, parser()).getSingleNode();
        } catch (MarkedYamlEngineException e) {
            Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
            throw new Refused("not YAML: " + e.getProblem() + quotesHint(e), mark);
        } catch (YamlEngineException | IndexOutOfBoundsException | NumberFormatException e) {
            throw new Refused("not YAML: " + e.getMessage(), Optional.empty());
        }
    }

    /** The parser keeps a stack of its own, while the composer recurses: depth is checked before it can overflow. */
    private void checkShape() {
        int depth = 0;
        int documents = 0;
        for (Parser events = parser(); events.hasNext(); ) {
            Event event = events.next();
            depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
            documents += event instanceof DocumentStartEvent ? 1 : 0;
            if (depth > DEEPEST) {
                throw new Refused("nested more than " + DEEPEST + " deep", event.getStartMark());
            }
            if (documents > 1) {
                throw new Refused("a second document starts here; write one document only", event.getStartMark());
            }
        }
    }

    /** The shorter way over the parser's low-level API is closed to modules. */
    private Parser parser() {
        return new ParserImpl(settings, new StreamReader(settings, yaml));
    }

    private String quotesHint(MarkedYamlEngineException e) {
        List<String> lines = yaml.lines().toList();
        return Stream.of(e.getProblemMark(), e.getContextMark())
                .flatMap(Optional::stream)
                .filter(mark -> mark.getLine() < lines.size())
                .filter(mark ->
                        UNQUOTED_PLACEHOLDER.matcher(lines.get(mark.getLine())).find())
                .findFirst()
                .map(mark -> "; put quotes around {{...}}")
                .orElse("");
    }

    /** Sizes are remembered, and an anchor stands before its aliases, so the cost is that of the file as written. */
    private long size(Node node) {
        Long known = sizes.put(node, -1L);
        if (known != null && known < 0) {
            throw new Refused("what is anchored here contains itself", node.getStartMark());
        }
        long size = known != null
                ? known
                : Math.min(
                        MOST_NODES + 1, 1 + children(node).mapToLong(this::size).sum());
        sizes.put(node, size);
        return size;
    }

    private static Stream<Node> children(Node node) {
        if (node instanceof MappingNode mapping) {
            return mapping.getValue().stream().flatMap(YamlDocument::both);
        }
        return node instanceof SequenceNode sequence ? sequence.getValue().stream() : Stream.empty();
    }

    private static Stream<Node> both(NodeTuple tuple) {
        return Stream.of(tuple.getKeyNode(), tuple.getValueNode());
    }

    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Optional<Mark> mark;

        Refused(String message, Optional<Mark> mark) {
            super(message);
            this.mark = mark;
        }
    }
}
