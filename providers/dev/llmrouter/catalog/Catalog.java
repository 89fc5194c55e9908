package dev.llmrouter.catalog;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the models that providers sell, as of a day. A model is found under {@code TYPE/MODEL}, where the
 * type is that of its provider, as it is written or, where it is not listed so, without the parts that only say which
 * edition it is: the date of a snapshot, {@code -latest}, Bedrock's version and region. Immutable.
 */
@Doc("What is known of the models that providers sell, as of a day")
public record Catalog(
        @Doc(value = "the day as of which this is known, such as 2026-11-21", required = true) LocalDate date,
        @Doc("where it was looked up") @Nullable String sources,
        @Doc("provider types that sell the models of another type at its prices") Map<String, String> same,
        @Doc("the models, each under TYPE/MODEL: the type of its provider, and what that calls it")
                Map<String, ModelFacts> models) {

    /** One after the other is taken off the end of a name. */
    private static final Pattern EDITION = Pattern.compile(
            "-v\\d+(:\\d+)?$" // Bedrock's version
                    + "|[-@](19|20)\\d\\d-?[01]\\d-?[0-3]\\d$" // the day of a snapshot
                    + "|-\\d{2}-\\d{4}$|-preview-\\d\\d-\\d\\d$" // Gemini's previews
                    + "|-\\d{4}$|-\\d{3}$" // a month, or a number of three digits, as in gemini-2.0-flash-001
                    + "|-latest$");

    /** Where Bedrock may run a model. */
    private static final Pattern REGION = Pattern.compile("^(us|us-gov|eu|apac|jp|au|ca|global)\\.(?=[a-z0-9]+\\.)");

    /** Where nothing is known. */
    public static final Catalog EMPTY = new Catalog(LocalDate.EPOCH, null, Map.of(), Map.of());

    /** Sections that are absent are empty. Names are looked up in lower case. */
    public Catalog(
            LocalDate date,
            @Nullable String sources,
            @Nullable Map<String, String> same,
            @Nullable Map<String, ModelFacts> models) {
        this.date = date;
        this.sources = sources;
        this.same = lowerCase(same);
        this.models = lowerCase(models);
    }

    /**
     * {@return what is known of a model; {@link ModelFacts#UNKNOWN} where that is nothing}
     *
     * @param type of its provider
     * @param model what the provider calls it
     */
    public ModelFacts facts(String type, String model) {
        String seller = type.toLowerCase(Locale.ROOT);
        String name = model.toLowerCase(Locale.ROOT);
        ModelFacts own = edition(seller, name);
        String other = same.get(seller);
        ModelFacts found = own != null || other == null ? own : edition(other, name);
        return Objects.requireNonNullElse(found, ModelFacts.UNKNOWN);
    }

    private @Nullable ModelFacts edition(String seller, String name) {
        String family = REGION.matcher(name).replaceFirst("");
        ModelFacts found = models.get(seller + "/" + name);
        for (String before = ""; found == null && !before.equals(family); ) {
            found = models.get(seller + "/" + family);
            before = family;
            family = EDITION.matcher(family).replaceFirst("");
        }
        return found;
    }

    private static <T> Map<String, T> lowerCase(@Nullable Map<String, T> given) {
        Map<String, T> entries = new HashMap<>();
        if (given != null) {
            given.forEach((name, entry) -> {
                if (entries.put(name.toLowerCase(Locale.ROOT), entry) != null) {
                    throw new IllegalArgumentException("models has " + name + " twice");
                }
            });
        }
        return Map.copyOf(entries);
    }
}
