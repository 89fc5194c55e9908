package dev.llmrouter.call;

/**
 * Somebody whose calls are counted together: limits and budgets are theirs.
 *
 * @param name unique among those of its kind; a user's begins with its tenant and a slash
 */
public record Account(Kind kind, String name) {

    /** How large they are, the largest first. */
    public enum Kind {
        /** Several tenants. */
        ORGANIZATION,
        /** A team, or a customer. */
        TENANT,
        /** A person, or a program, of a tenant. */
        USER,
        /** One of the keys that a tenant's callers show. */
        KEY
    }

    /** {@return such as {@code tenant:acme}} */
    @Override
    public String toString() {
        return kind.name().toLowerCase(java.util.Locale.ROOT) + ":" + name;
    }
}
