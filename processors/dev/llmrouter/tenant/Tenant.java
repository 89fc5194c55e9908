package dev.llmrouter.tenant;

import dev.llmrouter.call.Permissions;
import org.jspecify.annotations.Nullable;

/**
 * A tenant as it is configured.
 *
 * @param organization that it belongs to; null for none
 * @param permissions its own and its organization's, both
 */
public record Tenant(@Nullable String organization, Permissions permissions) {}
