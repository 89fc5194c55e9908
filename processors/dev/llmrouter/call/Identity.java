package dev.llmrouter.call;

import dev.llmrouter.call.Account.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who a caller has shown to be. Immutable; holds no secret.
 *
 * @param organization that the tenant belongs to; null for none
 * @param tenant on whose account the calls are
 * @param user of the tenant, as whoever vouches for it says; null where nobody does
 * @param groups of the user or the key, the most telling first
 * @param key the name of the key that was shown, never the key; null where it was something else
 */
public record Identity(
        @Nullable String organization,
        String tenant,
        @Nullable String user,
        List<String> groups,
        @Nullable String key) {

    /**
     * The exchange property for an identity that a channel vouches for, since its caller has shown it before; no caller can
     * set it. Where it has a key, that has to be one still.
     */
    public static final String VOUCHED = "LlmVouchedIdentity";

    /** Keeps its own list. */
    public Identity {
        groups = List.copyOf(groups);
    }

    /** {@return a tenant of which nothing else is known} */
    public static Identity of(String tenant) {
        return new Identity(null, tenant, null, List.of(), null);
    }

    /** {@return whose calls are counted together with this caller's, the largest first} */
    public List<Account> accounts() {
        List<Account> accounts = new ArrayList<>(4);
        if (organization != null) {
            accounts.add(new Account(Kind.ORGANIZATION, organization));
        }
        accounts.add(new Account(Kind.TENANT, tenant));
        if (user != null) {
            accounts.add(new Account(Kind.USER, tenant + "/" + user));
        }
        if (key != null) {
            accounts.add(new Account(Kind.KEY, key));
        }
        return accounts;
    }
}
