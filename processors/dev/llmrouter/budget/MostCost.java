package dev.llmrouter.budget;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Capability;
import dev.llmrouter.catalog.Price;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.LlmRequest;
import java.util.Set;

/**
 * What a call may cost at most at a target: a budget that must hold can't go by what calls cost on average. A reply has as
 * many tokens as are asked for, or as the model writes. A prompt has at most one for two bytes; counting it would take
 * longer than all else, so only long ones are, which may be long for their images, and those with images, which may be
 * short for they only name them. Files and sound, which nobody counts here, are taken to fill the model's window.
 */
final class MostCost {

    /** Of models of which nothing is known. */
    private static final int OUTPUT = 16_384;

    private static final int LONG = 16_384;

    private static final int BYTES_PER_TOKEN = 2;

    /** Providers count by other vocabularies than the router. */
    private static final double COUNTED_BY_ANOTHER = 1.5;

    /** The dearest images, of several tiles, by the one that is counted. */
    private static final double LARGE_IMAGES = 3;

    /** Of models of which nothing is known. */
    private static final int WINDOW = 200_000;

    /** What providers put around messages and tools. */
    private static final int AROUND = 200;

    private MostCost() {}

    static long nanoUsd(Call call, Target target, Price price) {
        LlmRequest request = call.request();
        double input = prompt(call, target) + AROUND;
        double perInput = Math.max(price.input(), orZero(price.cacheWrite()));
        double perOutput = Math.max(price.output(), orZero(price.reasoning()));
        return (long) Math.ceil((input * perInput + output(request, target) * perOutput) * 1e3);
    }

    private static double prompt(Call call, Target target) {
        Set<Capability> needs = call.request().needs();
        if (needs.contains(Capability.PDF) || needs.contains(Capability.AUDIO)) {
            Integer window = target.facts().contextWindow();
            return window == null ? WINDOW : window;
        }
        int bytes = call.request().length();
        boolean hasImages = needs.contains(Capability.VISION);
        double written = (double) bytes / BYTES_PER_TOKEN;
        if (bytes > LONG) {
            return call.tokens() * (hasImages ? LARGE_IMAGES : COUNTED_BY_ANOTHER);
        }
        return hasImages ? Math.max(written, call.tokens() * LARGE_IMAGES) : written;
    }

    private static double orZero(@org.jspecify.annotations.Nullable Double price) {
        return price == null ? 0 : price;
    }

    private static long output(LlmRequest request, Target target) {
        if (!request.isChat()) {
            return 0;
        }
        int asked = request.maxOutputTokens();
        Integer limit = target.facts().outputLimit();
        int most = limit == null ? OUTPUT : limit;
        return (long) request.choices() * (asked > 0 ? Math.min(asked, limit == null ? asked : limit) : most);
    }
}
