package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Reads what a message or a delta of a chat thinks: in detail where it says so, else as plain text. */
final class ThoughtPieces {

    private ThoughtPieces() {}

    /**
     * A piece of a thought.
     *
     * @param index of the thought; pieces of one have the same
     * @param signature empty where it does not bring it
     * @param redacted what only the provider can read, in place of a text; empty for none
     */
    record Piece(int index, String text, String signature, String redacted) {

        boolean isRedacted() {
            return !redacted.isEmpty();
        }

        /** {@return the block for a piece that is whole} */
        ObjectNode block() {
            return isRedacted()
                    ? Thoughts.redacted(redacted)
                    : Thoughts.block(text, signature.isEmpty() ? Signature.UNSIGNED : signature);
        }
    }

    static List<Piece> of(JsonNode said) {
        List<Piece> pieces = new ArrayList<>();
        for (JsonNode detail : said.path(Thoughts.DETAILS)) {
            Piece piece = piece(detail, detail.path("index").asInt(0));
            if (!piece.text().isEmpty() || !piece.signature().isEmpty() || piece.isRedacted()) {
                pieces.add(piece);
            }
        }
        if (pieces.isEmpty()) {
            String plain = said.path(Thoughts.CONTENT).asText("");
            // the name that OpenRouter and newer vLLM give it
            String text = plain.isEmpty() ? said.path("reasoning").asText("") : plain;
            if (!text.isEmpty() && !said.path("reasoning").isContainerNode()) {
                pieces.add(new Piece(0, text, "", ""));
            }
        }
        return pieces;
    }

    private static Piece piece(JsonNode detail, int index) {
        String text = words(detail);
        return new Piece(
                index,
                text,
                Signature.of(detail, Thoughts.SIGNATURE).written(),
                text.isEmpty() ? Signature.of(detail, Thoughts.DATA).written() : "");
    }

    private static String words(JsonNode detail) {
        String text = text(detail.path("text"));
        return text.isEmpty() ? text(detail.path("summary")) : text;
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : "";
    }
}
