package dev.llmrouter.governance;

import dev.llmrouter.call.RefusedException;
import dev.llmrouter.llm.LlmHeaders;
import dev.llmrouter.provider.Provider;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Looks up the references to the keys of a provider again, as {@code POST /admin/providers/NAME/reload-keys} says, and
 * uses again those that were retired. Answers with how they are. Calls that are going on keep the key that they have.
 */
public final class ReloadKeys implements Processor {

    private static final String COMMAND = "/reload-keys";

    private final Drainable drainable;
    private final Roster roster;

    /** Of these providers. */
    public ReloadKeys(TargetStates states, Roster roster) {
        this.drainable = new DrainableProviders(states, roster);
        this.roster = roster;
    }

    @Override
    public void process(Exchange exchange) {
        String path = exchange.getMessage().getHeader(LlmHeaders.HTTP_PATH, "", String.class);
        if (!path.endsWith(COMMAND)) {
            throw new RefusedException(404, "There is POST /admin/providers/NAME/reload-keys.", "unknown_url");
        }
        exchange.getMessage().setHeader(LlmHeaders.HTTP_PATH, path.substring(0, path.length() - COMMAND.length()));
        String name = NamedByPath.existing(exchange, drainable);
        Provider provider = roster.provider(name).orElseThrow();
        if (provider.offBecause().isPresent()) {
            throw new RefusedException(
                    409,
                    "The provider '" + name + "' is off: "
                            + provider.offBecause().get() + ". It has no targets before the router is started again.",
                    "set_by_configuration");
        }
        provider.keys().reload();
        exchange.getMessage().setBody(drainable.tell(name));
    }
}
