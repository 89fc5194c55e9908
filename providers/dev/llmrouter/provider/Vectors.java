package dev.llmrouter.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.embedding.Embedding;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import java.util.List;

/** Reads embeddings from lists of numbers. */
public final class Vectors {

    private Vectors() {}

    /** {@return an embedding of a list of numbers; fails where it is none} */
    public static Embedding embedding(JsonNode numbers) {
        float[] vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) numbers.get(i).asDouble();
        }
        return Embedding.from(vector);
    }

    /** {@return the embeddings of so many texts; fails where there are more or fewer, since nobody could tell whose} */
    public static List<Embedding> checked(List<Embedding> embeddings, int texts) {
        if (embeddings.size() != texts || embeddings.stream().anyMatch(one -> one.dimension() == 0)) {
            throw Failure.of(FailureClass.MALFORMED, "The provider's answer does not hold one embedding for each text.")
                    .asException();
        }
        return embeddings;
    }
}
