package dev.llmrouter.wire;

import static dev.llmrouter.wire.JsonRequest.malformed;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.wire.JsonRequest.Edit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The wishes at the top of one request, and how to take them out of it without touching another byte. */
final class WishScan {

    /** Longer than any honest wish: what is read as a tree must not be as long as a body may be. */
    private static final int LONGEST = 64 << 10;

    /** Where a field stands, from its name to the end of its value. */
    private record Place(int from, int valueFrom, int to) {}

    private final byte[] json;
    private final List<Place> places = new ArrayList<>(2);
    private @Nullable Place modelsPlace;
    private @Nullable List<String> models;
    private @Nullable ProviderWishes provider;

    WishScan(byte[] json) {
        this.json = json;
    }

    /** Reads {@code models}, whose value is the current token. */
    void models(JsonParser parser) throws IOException {
        JsonRequest.once(models == null, "models");
        Place place = place(parser);
        models = WishReader.models(tree(place, "models"));
        modelsPlace = place;
        places.add(place);
    }

    /** Reads {@code provider} likewise. */
    void provider(JsonParser parser) throws IOException {
        JsonRequest.once(provider == null, "provider");
        Place place = place(parser);
        provider = WishReader.provider(tree(place, "provider"));
        places.add(place);
    }

    /** Reads {@code route}, which is OpenRouter's only where it says that {@code models} is meant as it is. */
    void route(JsonParser parser) throws IOException {
        boolean isOurs = parser.currentToken() == JsonToken.VALUE_STRING
                && parser.getText().equals("fallback");
        Place place = place(parser);
        if (isOurs) {
            places.add(place);
        }
    }

    /** Goes to the end of the current value. */
    private Place place(JsonParser parser) throws IOException {
        int valueFrom = JsonRequest.beginOf(parser);
        if (parser.currentToken().isScalarValue()) {
            return new Place(beginOfName(valueFrom), valueFrom, JsonRequest.endOf(parser));
        }
        parser.skipChildren();
        return new Place(beginOfName(valueFrom), valueFrom, (int)
                parser.currentLocation().getByteOffset());
    }

    /** Within none of these names stands a quote, however it is written. */
    private int beginOfName(int valueFrom) {
        int at = valueFrom - 1;
        while (json[at] != '"') {
            at--;
        }
        do {
            at--;
        } while (json[at] != '"');
        return at;
    }

    private JsonNode tree(Place place, String name) throws IOException {
        int length = place.to() - place.valueFrom();
        if (length > LONGEST) {
            throw malformed("'" + name + "' is longer than " + LONGEST + " bytes.", name);
        }
        return Json.MAPPER.readTree(json, place.valueFrom(), length);
    }

    /** {@return the first of {@code models}; null where there is none} */
    @Nullable
    String first() {
        return models == null || models.isEmpty() ? null : models.get(0);
    }

    /** {@return the wishes of a request for that model} */
    Wished wished(String model) {
        List<String> fallbacks = models == null
                ? List.of()
                : models.stream().distinct().filter(name -> !name.equals(model)).toList();
        return new Wished(fallbacks, provider == null ? ProviderWishes.NONE : provider);
    }

    /**
     * {@return what takes the wishes out}
     *
     * @param named the field that takes the place of {@code models}; null for none
     */
    Splice splice(@Nullable String named) {
        List<Edit> edits = new ArrayList<>(places.size());
        boolean isKept = false;
        int before = 0;
        for (Place place : places) {
            isKept |= hasComma(before, place.from());
            Edit edit = without(place, isKept);
            if (named != null && place.equals(modelsPlace)) {
                edit = new Edit(place.from(), place.to(), named);
                isKept = true;
            }
            edits.add(edit);
            before = edit.to();
        }
        return new Splice(edits);
    }

    /** {@return where the field that took the place of {@code models} ends, in the spliced text} */
    int endOfNamed(Splice splice) {
        return modelsPlace == null ? 0 : splice.moved(modelsPlace.to());
    }

    /** Whether a field stands before the place that nothing has taken out. */
    private boolean hasComma(int from, int to) {
        int at = to - 1;
        while (at > from && json[at] <= ' ') {
            at--;
        }
        return at >= from && json[at] == ',';
    }

    /** A field goes with the comma before it; those that stand before all others, with the comma behind them. */
    private Edit without(Place place, boolean isBehindAnother) {
        int from = place.from();
        int to = place.to();
        if (isBehindAnother) {
            do {
                from--;
            } while (json[from] != ',');
            while (json[from - 1] <= ' ') {
                from--;
            }
        } else {
            while (json[to] <= ' ' || json[to] == ',') {
                to++;
            }
        }
        return new Edit(from, to, "");
    }
}
