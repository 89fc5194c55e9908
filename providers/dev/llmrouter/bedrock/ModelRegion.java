package dev.llmrouter.bedrock;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where Bedrock computes what a model is asked. A cross-region inference profile, such as {@code eu.amazon.nova-lite-v1:0},
 * may do so anywhere within the area that it begins with; see "Supported Regions and models for inference profiles" in
 * Amazon's user guide.
 */
final class ModelRegion {

    /** Areas have two letters or one of these words, so a new one is not taken for a vendor and so for the own region. */
    private static final Pattern AREA = Pattern.compile("([a-z]{2}(?:-gov)?|apac|emea|latam|global)\\..+");

    private ModelRegion() {}

    /** {@return the region or area; null where the name of the model does not say it} */
    static @Nullable String of(String model, @Nullable String own) {
        if (model.startsWith("arn:")) {
            return model.contains("inference-profile/") ? null : own;
        }
        Matcher area = AREA.matcher(model);
        return area.matches() ? area.group(1) : own;
    }
}
