package dev.llmrouter.config;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.policy.ModelName;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Binds YAML nodes to records, lists, maps and scalars, and reports everything that does not fit. A component that is
 * absent is passed to the record's constructor as null, so components are boxed and defaults live there. Where the
 * constructor refuses with a message that begins with a component's name, the problem is reported at that key.
 */
final class RecordBinder {

    /** Binds one type in a way of its own; null when it is absent or a problem has been reported. */
    interface Binding {
        @Nullable
        Object bind(MappingNode node, KeyPath path);
    }

    private final Findings findings;
    private final Fields fields;
    private final Scalars scalars;
    private final Map<Class<?>, Binding> bindings = new LinkedHashMap<>();
    private final Map<Class<?>, String> mainComponents = new HashMap<>();
    /** Reflection makes them anew each time, annotations and all. */
    private final Map<Class<?>, RecordComponent[]> components = new HashMap<>();

    RecordBinder(Findings findings, Scalars scalars) {
        this.findings = findings;
        this.fields = new Fields(findings);
        this.scalars = scalars;
    }

    void use(Class<?> type, Binding binding) {
        bindings.put(type, binding);
    }

    /** Lets a single value stand for a record in which it is that component, and the others are absent. */
    void abbreviate(Class<? extends Record> type, String component) {
        mainComponents.put(type, component);
    }

    /** {@return the value; null when it is absent or a problem has been reported} */
    @Nullable
    Object bind(Type type, Node node, KeyPath path) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            Type item = arguments[arguments.length - 1];
            return generic.getRawType() == List.class ? list(item, node, path) : map(item, node, path);
        }
        Class<?> plain = (Class<?>) type;
        return plain.isRecord() ? record(plain.asSubclass(Record.class), node, path) : scalars.read(plain, node, path);
    }

    /** {@return the record of these values; {@code others} are keys that are known and are not for the record} */
    <R extends Record> @Nullable R record(Class<R> type, Map<String, Node> values, KeyPath path, Set<String> others) {
        int before = findings.count();
        RecordComponent[] parts = components.computeIfAbsent(type, Class::getRecordComponents);
        Set<String> known = new TreeSet<>(others);
        Arrays.stream(parts).map(RecordComponent::getName).forEach(known::add);
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                findings.report(path.key(key), "unknown key; " + Hint.of(key, known));
            }
        }
        @Nullable Object[] arguments = new Object[parts.length];
        for (int i = 0; i < parts.length; i++) {
            arguments[i] = component(parts[i], values, path);
        }
        return findings.count() > before ? null : construct(type, arguments, path);
    }

    private @Nullable Object record(Class<? extends Record> type, Node node, KeyPath path) {
        String main = mainComponents.get(type);
        if (main != null && node instanceof ScalarNode) {
            return record(type, Map.of(main, node), path, Set.of());
        }
        if (!(node instanceof MappingNode mapping)) {
            return wrong(node, path, "keys and values, such as {" + first(type) + ": ...}");
        }
        if (Fields.isUnquotedPlaceholder(node)) {
            return wrong(node, path, "keys and values");
        }
        Binding own = bindings.get(type);
        return own != null ? own.bind(mapping, path) : record(type, fields.of(mapping, path), path, Set.of());
    }

    private static String first(Class<? extends Record> type) {
        return type.getRecordComponents()[0].getName();
    }

    private @Nullable Object component(RecordComponent component, Map<String, Node> values, KeyPath path) {
        int before = findings.count();
        KeyPath at = path.key(component.getName());
        Node node = values.get(component.getName());
        Object value = node == null ? null : bind(component.getGenericType(), node, at);
        ModelName names = component.getAnnotation(ModelName.class);
        if (names != null) {
            references(value, at, names.answers());
        }
        if (findings.count() > before) {
            return null;
        }
        if (value == null || (value instanceof String text && text.isBlank())) {
            checkPresent(component, node, at);
        } else {
            checkRange(component, value, at);
        }
        return value;
    }

    private void references(@Nullable Object value, KeyPath at, boolean answers) {
        if (value instanceof List<?> names) {
            for (int i = 0; i < names.size(); i++) {
                findings.reference(at.item(i), answers);
            }
        } else if (value != null) {
            findings.reference(at, answers);
        }
    }

    private void checkPresent(RecordComponent component, @Nullable Node node, KeyPath at) {
        Doc doc = component.getAnnotation(Doc.class);
        if (doc != null && doc.required()) {
            findings.report(at, (node == null ? "missing; it is " : "is blank; it is ") + doc.value());
        }
    }

    private void checkRange(RecordComponent component, Object value, KeyPath at) {
        Range range = component.getAnnotation(Range.class);
        if (range == null) {
            return;
        }
        boolean list = value instanceof List;
        double number = value instanceof List<?> items ? items.size() : ((Number) value).doubleValue();
        String what = list ? " items" : "";
        if (number < range.min()) {
            findings.report(at, "must be at least " + plain(range.min()) + what);
        } else if (number > range.max()) {
            findings.report(at, "must be at most " + plain(range.max()) + what);
        }
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    private List<Object> list(Type item, Node node, KeyPath path) {
        List<Object> items = new ArrayList<>();
        if (node instanceof SequenceNode sequence) {
            for (int i = 0; i < sequence.getValue().size(); i++) {
                KeyPath at = path.item(i);
                findings.place(at, sequence.getValue().get(i));
                Object bound = bind(item, sequence.getValue().get(i), at);
                if (bound != null) {
                    items.add(bound);
                }
            }
        } else {
            wrong(node, path, "a list, such as [a, b]");
        }
        return List.copyOf(items);
    }

    private Map<String, Object> map(Type item, Node node, KeyPath path) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (node instanceof MappingNode mapping && !Fields.isUnquotedPlaceholder(node)) {
            Map<String, Node> entries = fields.of(mapping, path);
            findings.names(path, entries.keySet());
            entries.forEach((key, value) -> {
                Object bound = bind(item, value, path.key(key));
                if (bound != null) {
                    values.put(key, bound);
                }
            });
        } else if (!(node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL))) {
            wrong(node, path, "names and values, such as {name: ...}");
        }
        return Ordered.copy(values);
    }

    private @Nullable Object wrong(Node node, KeyPath path, String expected) {
        findings.report(path, Fields.isUnquotedPlaceholder(node) ? Fields.QUOTES : "expected " + expected);
        return null;
    }

    private <R extends Record> @Nullable R construct(Class<R> type, @Nullable Object[] arguments, KeyPath path) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<R> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (!(e.getCause() instanceof IllegalArgumentException refusal)) {
                throw new IllegalStateException("the constructor of " + type.getName() + " fails", e.getCause());
            }
            refuse(type, Objects.requireNonNullElse(refusal.getMessage(), "is refused"), path);
            return null;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a " + type.getName(), e);
        }
    }

    private void refuse(Class<? extends Record> type, String message, KeyPath path) {
        String shown = findings.shown(message, path);
        Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .filter(name -> shown.startsWith(name + " "))
                .findFirst()
                .ifPresentOrElse(
                        name -> findings.report(path.key(name), shown.substring(name.length() + 1)),
                        () -> findings.report(path, shown));
    }
}
