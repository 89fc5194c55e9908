package dev.llmrouter.embeddings;

import static dev.llmrouter.wire.JsonRequest.malformed;

import com.fasterxml.jackson.databind.JsonNode;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;

/**
 * The text behind token ids, for models that have other tokens. The ids are taken for those of cl100k_base, the encoding
 * of all of OpenAI's embedding models, since nothing in a request says which they are.
 */
final class TokenIds {

    private static final boolean HAS_JTOKKIT =
            TokenIds.class.getClassLoader().getResource("com/knuddels/jtokkit/Encodings.class") != null;

    private TokenIds() {}

    static String decode(JsonNode ids, String place) {
        return decode(ids, place, HAS_JTOKKIT);
    }

    static String decode(JsonNode ids, String place, boolean hasJtokkit) {
        if (!hasJtokkit) {
            throw Failure.of(
                            FailureClass.UNSUPPORTED,
                            "'" + place + "' is token ids, and this model is asked with text; for the router to decode"
                                    + " them com.knuddels:jtokkit has to be on its class path.")
                    .asException();
        }
        return Loaded.decode(ids, place);
    }

    /** A class of its own, so that it is loaded with the first ids and only where jtokkit is there. */
    private static final class Loaded {

        static final Encoding CL100K = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);

        static String decode(JsonNode ids, String place) {
            IntArrayList tokens = new IntArrayList(ids.size());
            ids.forEach(id -> tokens.add(id.intValue()));
            try {
                return CL100K.decode(tokens);
            } catch (NullPointerException | IllegalArgumentException unknown) {
                // the first is what jtokkit 1.1 says to an id that it does not have
                throw malformed(
                        "Invalid '" + place + "': not all of it is token ids of the encoding cl100k_base.", place);
            }
        }
    }
}
