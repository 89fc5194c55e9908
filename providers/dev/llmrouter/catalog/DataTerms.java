package dev.llmrouter.catalog;

import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the data of calls at a provider, as its contract and the operator have it. Null is what is not known,
 * which is good enough for no {@link Demand}.
 *
 * @param region where the data stays, from the large to the small: {@code eu}, {@code eu-west-1}, {@code eu.fr}
 * @param dataRetention for how long it is kept
 * @param training whether models may be trained on it
 * @param quantization in which numbers the model runs, such as {@code fp8}
 */
@Doc("What becomes of the data of calls at a provider")
public record DataTerms(
        @Doc("where the data stays, from the large to the small, such as eu, eu-west-1 or eu.fr") @Nullable
                String region,
        @Doc("for how long the data is kept: none, or such as 30d") @Nullable Retention dataRetention,
        @Doc("whether models may be trained on the data") @Nullable Boolean training,
        @Doc("in which numbers the model runs, such as fp8") @Nullable String quantization) {

    /** Of a provider that nobody has said anything of. */
    public static final DataTerms UNKNOWN = new DataTerms(null, null, null, null);

    /** Of what runs in this process: the data goes nowhere, so wherever it has to stay, it does. */
    public static final DataTerms IN_PROCESS = new DataTerms("in-process", Retention.NONE, false, null);

    /** {@return terms of which no more than the region is known} */
    public static DataTerms in(@Nullable String region) {
        return new DataTerms(region, null, null, null);
    }

    /** {@return these terms, each taken from the others where it is not known here} */
    public DataTerms orElse(DataTerms others) {
        return new DataTerms(
                region == null ? others.region : region,
                dataRetention == null ? others.dataRetention : dataRetention,
                training == null ? others.training : training,
                quantization == null ? others.quantization : quantization);
    }

    /** {@return whether the data is known to stay in a region: that one, or one within it} */
    public boolean isIn(String wider) {
        return region != null && isWithin(region, wider);
    }

    /** {@return what holds whichever of several targets answers; what is not known of one is not known of all} */
    public static DataTerms ofAll(List<DataTerms> all) {
        return new DataTerms(
                common(all, DataTerms::region, DataTerms::wider),
                common(all, DataTerms::dataRetention, Retention::longer),
                common(all, DataTerms::training, Boolean::logicalOr),
                common(all, DataTerms::quantization, (one, other) -> one.equalsIgnoreCase(other) ? one : null));
    }

    private static <T> @Nullable T common(
            List<DataTerms> all, Function<DataTerms, @Nullable T> term, BinaryOperator<@Nullable T> ofTwo) {
        T common = all.isEmpty() ? null : term.apply(all.get(0));
        for (DataTerms terms : all) {
            T one = term.apply(terms);
            common = one == null || common == null ? null : ofTwo.apply(common, one);
        }
        return common;
    }

    private static @Nullable String wider(String one, String other) {
        if (isWithin(one, other)) {
            return other;
        }
        return isWithin(other, one) ? one : null;
    }

    /** A name within another goes on behind it with something that is no letter and no digit. */
    private static boolean isWithin(String region, String wider) {
        if (region.equalsIgnoreCase(IN_PROCESS.region)) {
            return true;
        }
        int end = wider.length();
        return region.regionMatches(true, 0, wider, 0, end)
                && (region.length() == end || !Character.isLetterOrDigit(region.charAt(end)));
    }
}
