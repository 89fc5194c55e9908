/**
 * Who asks. A caller shows a key that the configuration refers to, a virtual key that was made over the admin API, or a
 * JSON web token of an issuer that is trusted; what it shows leads to a tenant, and from there on to what it may do. All
 * of that is in memory before anybody asks: neither a database nor an issuer is on the way of a call, and one that is
 * down takes nothing from callers who are known. What was shown is kept nowhere, nor is it ever told.
 */
@NullMarked
package dev.llmrouter.tenant;

import org.jspecify.annotations.NullMarked;
