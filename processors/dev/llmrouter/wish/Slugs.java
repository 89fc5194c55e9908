package dev.llmrouter.wish;

import dev.llmrouter.catalog.Target;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Whether a caller means the provider of a target: by its configured name or by its type, in any case. What OpenRouter
 * has behind a slash, such as a region or a precision, is not looked at.
 *
 * @param typeOf the type of the provider of a name
 */
public record Slugs(UnaryOperator<String> typeOf) {

    /** Where OpenRouter's word is another than the type here. */
    private static final Map<String, String> TYPES =
            Map.of("amazon-bedrock", "bedrock", "google-ai-studio", "gemini", "google", "gemini");

    /** {@return whether one of the slugs means the provider of the target} */
    boolean hasAny(List<String> slugs, Target target) {
        return indexIn(slugs, target) < slugs.size();
    }

    /** {@return the place of the first slug that means the provider of the target; their number where none does} */
    int indexIn(List<String> slugs, Target target) {
        for (int i = 0; i < slugs.size(); i++) {
            if (means(slugs.get(i), target.provider())) {
                return i;
            }
        }
        return slugs.size();
    }

    private boolean means(String slug, String provider) {
        int slash = slug.indexOf('/');
        String name = slash < 0 ? slug : slug.substring(0, slash);
        return name.equalsIgnoreCase(provider) || isType(name, typeOf.apply(provider));
    }

    private static boolean isType(String name, String type) {
        return name.equalsIgnoreCase(type)
                || type.equals(TYPES.get(name.toLowerCase(Locale.ROOT).replace(' ', '-')));
    }
}
