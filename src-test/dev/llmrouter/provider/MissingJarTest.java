package dev.llmrouter.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A class path without LangChain4j's Anthropic module. */
class MissingJarTest {

    private static URL url(String path) {
        try {
            return Path.of(path).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(path, e);
        }
    }

    @Test
    void isNamedByItsCoordinatesOnceItIsNeeded() throws Exception {
        URL[] others = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(path -> !path.contains("langchain4j-anthropic"))
                .map(MissingJarTest::url)
                .toArray(URL[]::new);
        try (URLClassLoader loader = new URLClassLoader(others, ClassLoader.getPlatformClassLoader())) {
            Class<?> inside = loader.loadClass(Inside.class.getName());
            assertThat(inside.getClassLoader()).isSameAs(loader);
            assertThat(said(inside)).contains("dev.langchain4j:langchain4j-anthropic");
        }
    }

    private static String said(Class<?> inside) throws ReflectiveOperationException {
        try {
            return String.valueOf(inside.getMethod("ask").invoke(null));
        } catch (InvocationTargetException e) {
            throw new AssertionError(e.getCause());
        }
    }

    /** Runs where the jar is missing. */
    public static final class Inside {

        private Inside() {}

        /** Uses a model as LangChain4j's, and says what became of it. */
        public static String ask() {
            io.vertx.core.Vertx vertx = io.vertx.core.Vertx.vertx();
            try {
                ProviderServer server = new ProviderServer(
                        vertx,
                        java.net.URI.create("http://127.0.0.1:1/v1"),
                        java.util.Map.of(),
                        dev.llmrouter.key.KeyPool.NONE,
                        dev.llmrouter.wire.RefusalRules.NONE);
                AnthropicModel model = new AnthropicModel(
                        server,
                        dev.llmrouter.catalog.Target.of("t", "p", "m"),
                        dev.llmrouter.anthropic.StructuredOutput.NATIVE);
                model.chat("Hello");
                return "no error";
            } catch (RuntimeException e) {
                return String.valueOf(e.getMessage());
            } finally {
                vertx.close();
            }
        }
    }
}
