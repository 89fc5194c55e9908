package dev.llmrouter.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** What one reading of a file has found so far: problems, where each path stands, and texts that name other things. */
final class Findings {

    /**
     * A text of the file.
     *
     * @param written as it stands there, which may be shown
     * @param value what its placeholders resolved to, which may not
     * @param converted what {@code value} became, as its {@code toString} prints it
     */
    record Text(String written, String value, String converted) {

        boolean isResolved() {
            return written.contains("{{") || !written.equals(value);
        }
    }

    private final String file;
    private final Map<List<Object>, Problem> problems = new LinkedHashMap<>();
    private int count;
    private final Set<KeyPath> broken = new HashSet<>();
    private final Map<KeyPath, Node> places = new HashMap<>();
    private final Map<KeyPath, Text> texts = new LinkedHashMap<>();
    private final Map<KeyPath, Set<String>> names = new HashMap<>();

    private final Map<KeyPath, Boolean> references = new LinkedHashMap<>();
    // by each path above them: thousands of models ask for their own
    private final Map<KeyPath, List<KeyPath>> referencesWithin = new HashMap<>();
    private final Map<KeyPath, KeyPath> named = new LinkedHashMap<>();

    Findings(String file) {
        this.file = file;
    }

    void place(KeyPath path, Node node) {
        places.putIfAbsent(path, node);
    }

    boolean isPlaced(KeyPath path) {
        return places.containsKey(path);
    }

    /** {@return whether one of the keys at the top is itself a mistake, so that what it names is not known} */
    boolean isTopBroken() {
        return broken.stream().anyMatch(path -> KeyPath.ROOT.equals(path.parent()) || path.equals(KeyPath.ROOT));
    }

    void text(KeyPath path, Text text) {
        texts.put(path, text);
    }

    Optional<Text> text(KeyPath path) {
        return Optional.ofNullable(texts.get(path));
    }

    /** Notes a text that names what a policy chooses from, or else only asks for its opinion. */
    void reference(KeyPath path, boolean answers) {
        if (references.put(path, answers) == null) {
            for (KeyPath at = path; at != null; at = at.parent()) {
                referencesWithin.computeIfAbsent(at, any -> new ArrayList<>()).add(path);
            }
        }
    }

    /** {@return the paths of such texts at or below that path, in the order of the file} */
    List<KeyPath> referencesAt(KeyPath within) {
        return referencesWithin.getOrDefault(within, List.of());
    }

    /** {@return those of such texts themselves that name what may answer} */
    List<String> references(KeyPath within) {
        return referencesAt(within).stream()
                .filter(path -> Boolean.TRUE.equals(references.get(path)))
                .flatMap(path -> text(path).stream())
                .map(Text::value)
                .distinct()
                .toList();
    }

    /** Notes a text that names an entry of a section, and chooses nothing by it. */
    void name(KeyPath path, KeyPath section) {
        named.put(path, section);
    }

    /** {@return the paths of such texts, each with its section, in the order of the file} */
    Map<KeyPath, KeyPath> named() {
        return named;
    }

    void names(KeyPath section, Set<String> keys) {
        names.put(section, keys);
    }

    /** {@return the keys of a section, those of broken entries too, so that one mistake is not reported twice} */
    Set<String> names(KeyPath section) {
        return names.getOrDefault(section, Set.of());
    }

    /** Reports a problem where the path stands; a path that is not there is reported where its parent stands. */
    void report(KeyPath path, String message) {
        KeyPath nearest = path;
        while (!places.containsKey(nearest) && nearest.parent() != null) {
            nearest = nearest.parent();
        }
        Optional<Mark> mark = Optional.ofNullable(places.get(nearest)).flatMap(Node::getStartMark);
        report(mark, path, message);
    }

    void report(Optional<Mark> mark, KeyPath path, String message) {
        int line = mark.map(Mark::getLine).orElse(0) + 1;
        int column = mark.map(Mark::getColumn).orElse(0) + 1;
        broken.add(path);
        count++;
        // what several aliases lead to is one mistake, and is reported once
        problems.putIfAbsent(
                List.of(line, column, path.step(), message), new Problem(file, line, column, path.toString(), message));
    }

    int count() {
        return count;
    }

    /** {@return whether the message shows what a placeholder at or below the path resolved to} */
    boolean reveals(String message, KeyPath within) {
        return texts.entrySet().stream()
                .filter(entry -> entry.getValue().isResolved() && entry.getKey().isWithin(within))
                .flatMap(entry -> Stream.of(
                        entry.getValue().value().strip(), entry.getValue().converted()))
                .anyMatch(value -> !value.isEmpty() && message.contains(value));
    }

    /** {@return a refusal of what is at or below the path, as it may be shown} */
    String shown(String refusal, KeyPath within) {
        return reveals(refusal, within) ? "what its placeholders resolve to does not fit" : refusal;
    }

    /** Reports a refusal that begins with the key that it is about, such as {@code when[0].simple}, or with none. */
    void refuse(KeyPath within, String refusal) {
        String shown = shown(refusal, within);
        int blank = shown.indexOf(' ');
        KeyPath named = below(within, blank < 0 ? shown : shown.substring(0, blank));
        if (isPlaced(named)) {
            report(named, shown.substring(blank + 1));
        } else {
            report(within, shown);
        }
    }

    private static KeyPath below(KeyPath within, String keys) {
        KeyPath below = within;
        for (String key : keys.split("\\.|(?=\\[)", -1)) {
            below = below.key(key);
        }
        return below;
    }

    ConfigException exception() {
        return new ConfigException(problems.values().stream()
                .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                .toList());
    }
}
