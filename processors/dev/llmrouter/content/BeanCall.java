package dev.llmrouter.content;

import dev.llmrouter.call.Call;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.util.ObjectHelper;
import org.jspecify.annotations.Nullable;

/**
 * A bean of the registry that is asked by its name, and looked up each time, so that it can be replaced while the router
 * runs. A method that takes the {@link Call}, the names of members, or both, is called directly; any other is left to
 * Camel's bean language, with its bindings and annotations. Thread-safe.
 */
final class BeanCall {

    /** How the bean that is bound at the moment is asked. */
    @FunctionalInterface
    private interface Way {
        @Nullable
        Object ask(Call call, List<String> members, Exchange exchange) throws Exception;
    }

    private record Bound(Object bean, Way way) {}

    private final CamelContext camel;
    private final String name;
    private final @Nullable String method;
    private volatile @Nullable Bound bound;

    private BeanCall(CamelContext camel, String name, @Nullable String method) {
        this.camel = camel;
        this.name = name;
        this.method = method;
    }

    /**
     * {@return a bean that is there already}
     *
     * @throws IllegalArgumentException where it is not, or has no such method
     */
    static BeanCall of(CamelContext camel, String name, @Nullable String method) {
        Object bean = camel.getRegistry().lookupByName(name);
        if (bean == null) {
            throw new IllegalArgumentException(
                    "names no bean of the registry; bind " + name + " before the router is installed");
        }
        if (method != null
                && Arrays.stream(bean.getClass().getMethods())
                        .noneMatch(m -> m.getName().equals(method))) {
            throw new IllegalArgumentException("has no public method " + method);
        }
        return new BeanCall(camel, name, method);
    }

    /** {@return what it says of a call} */
    boolean isTrue(Scratch scratch) throws Exception {
        Object said = ask(scratch.call(), List.of(), scratch.text());
        return said instanceof Boolean is ? is : said != null && ObjectHelper.evaluateValuePredicate(said);
    }

    /** {@return what it returns} */
    @Nullable
    Object ask(Call call, List<String> members, Exchange exchange) throws Exception {
        Object bean = camel.getRegistry().lookupByName(name);
        if (bean == null) {
            throw new IllegalStateException("the bean is gone");
        }
        Bound known = bound;
        if (known == null || known.bean() != bean) {
            known = new Bound(bean, way(bean));
            bound = known;
        }
        return known.way().ask(call, members, exchange);
    }

    private Way way(Object bean) {
        if (method == null && bean instanceof Predicate<?> predicate) {
            return (call, members, exchange) -> test(predicate, call);
        }
        if (method == null && bean instanceof dev.llmrouter.policy.Ranker ranker) {
            return (call, members, exchange) -> ranker.rank(call, members);
        }
        List<Method> direct = Arrays.stream(bean.getClass().getMethods())
                .filter(m -> method == null
                        ? m.getDeclaringClass() != Object.class
                        : m.getName().equals(method))
                .filter(BeanCall::isDirect)
                .toList();
        return direct.size() == 1 ? direct(bean, direct.get(0)) : camelsWay(bean);
    }

    @SuppressWarnings("unchecked")
    private static boolean test(Predicate<?> predicate, Call call) {
        return ((Predicate<Call>) predicate).test(call);
    }

    private static boolean isDirect(Method method) {
        Class<?>[] types = method.getParameterTypes();
        return types.length > 0
                && Arrays.asList(types).contains(Call.class)
                && Arrays.stream(types).allMatch(type -> type == Call.class || type == List.class);
    }

    private static Way direct(Object bean, Method method) {
        // a public method of a class that is not
        method.trySetAccessible();
        Class<?>[] types = method.getParameterTypes();
        return (call, members, exchange) -> {
            Object[] arguments = new Object[types.length];
            for (int i = 0; i < types.length; i++) {
                arguments[i] = types[i] == Call.class ? call : members;
            }
            return invoke(bean, method, arguments);
        };
    }

    private static @Nullable Object invoke(Object bean, Method method, Object[] arguments) throws Exception {
        try {
            return method.invoke(bean, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** Result type, bean, method: the places of the bean language. */
    private Way camelsWay(Object bean) {
        Expression expression =
                camel.resolveLanguage("bean").createExpression("", new @Nullable Object[] {null, bean, method});
        expression.init(camel);
        return (call, members, exchange) -> expression.evaluate(exchange, Object.class);
    }
}
