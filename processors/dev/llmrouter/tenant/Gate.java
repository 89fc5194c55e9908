package dev.llmrouter.tenant;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** All ways in which callers show who they are, as one router has them. Thread-safe. */
public final class Gate {

    private final Tenants tenants;
    private final KeyTerms.Reader reader;
    private final Clock clock;
    private final Fingerprints fingerprints = new Fingerprints();
    private final ConfiguredKeys configured;
    private final @Nullable VirtualKeys made;
    private final List<Runnable> upkeep = new ArrayList<>();
    private final List<Credentials> credentials = new ArrayList<>();
    private final boolean isNeeded;
    private final Audit audit;

    /**
     * Reads what is to be read, which may wait for the database once.
     *
     * @param database where virtual keys are, in a schema that is up to date; null for none
     * @param reader of what is said of virtual keys
     * @throws IllegalArgumentException where a jar is missing
     */
    public Gate(
            Tenants tenants,
            List<ConfiguredKey> keys,
            List<TrustedIssuer> issuers,
            @Nullable DataSource database,
            KeyTerms.Reader reader,
            Clock clock) {
        this.tenants = tenants;
        this.reader = reader;
        this.clock = clock;
        this.audit = new Audit(clock);
        this.isNeeded = !tenants.isEmpty() || !issuers.isEmpty();
        this.configured = new ConfiguredKeys(keys, tenants, fingerprints, clock);
        this.made =
                database == null || !isNeeded ? null : new VirtualKeys(new KeyTable(database), tenants, reader, clock);
        credentials.add(configured);
        if (made != null) {
            made.refresh();
            upkeep.add(made::refresh);
            credentials.add(made);
        }
        if (!issuers.isEmpty()) {
            addTokens(issuers);
        }
    }

    private void addTokens(List<TrustedIssuer> issuers) {
        Tokens.checkJars();
        Tokens tokens = new Tokens(issuers, tenants, clock, System::nanoTime);
        tokens.upkeep();
        upkeep.add(tokens::upkeep);
        credentials.add(tokens);
    }

    /** {@return whether callers have to show anything at all} */
    public boolean isNeeded() {
        return isNeeded;
    }

    /** {@return what is to be done every second, on a thread that may wait; empty where there is nothing to do} */
    public List<Runnable> upkeep() {
        return List.copyOf(upkeep);
    }

    /** {@return the step that finds out who asks} */
    public Identify identify() {
        return new Identify(tenants, fingerprints, credentials, isNeeded, nobody -> false, audit);
    }

    /** {@return the step that looks up the configured keys again} */
    public ReloadTenantKeys reloadKeys() {
        return new ReloadTenantKeys(configured);
    }

    /** {@return the step that makes and changes virtual keys} */
    public CommandKeys commandKeys() {
        return new CommandKeys(made, tenants, reader, configured.names(), clock);
    }

    /** {@return what holds of calls with a virtual key; null where there is no such key} */
    public @Nullable KeyTerms terms(String key) {
        return made == null ? null : made.terms(key);
    }

    /** {@return where it is written down who was refused and who changed what} */
    public Audit audit() {
        return audit;
    }
}
