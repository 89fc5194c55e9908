package dev.llmrouter.route;

import dev.llmrouter.call.RefusedException;
import dev.llmrouter.catalog.Demand;
import dev.llmrouter.config.ConfigException;
import dev.llmrouter.config.ConfigReader;
import dev.llmrouter.config.KeyTermsEntry;
import dev.llmrouter.config.LimitEntry;
import dev.llmrouter.config.Problem;
import dev.llmrouter.config.RouterConfig;
import dev.llmrouter.tenant.Gate;
import dev.llmrouter.tenant.KeyTerms;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What holds of calls with a virtual key, in the words of the configuration. */
record MadeTerms(LimitEntry limits, List<Demand> demands) implements KeyTerms {

    private static MadeTerms of(KeyTermsEntry entry) {
        return new MadeTerms(entry.all(), entry.demands());
    }

    /** {@return how much may be asked and spent with a virtual key; nothing is said where there is none of that name} */
    static LimitEntry limits(Gate gate, String key) {
        return gate.terms(key) instanceof MadeTerms made ? made.limits() : LimitEntry.NONE;
    }

    /** {@return what reads them as if they stood in that configuration} */
    static KeyTerms.Reader reader(RouterConfig config, Set<String> types) {
        return (json, isNew) -> {
            try {
                return of(ConfigReader.keyTerms(json, isNew ? config : null, types));
            } catch (ConfigException e) {
                throw new RefusedException(
                        400,
                        e.problems().stream().map(Problem::sentence).collect(Collectors.joining("; ")),
                        "invalid_request");
            }
        };
    }
}
