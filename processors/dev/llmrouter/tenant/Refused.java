package dev.llmrouter.tenant;

import dev.llmrouter.call.RefusedException;

/** Why somebody is not let in, in the words of the official clients' own services. */
final class Refused {

    private static final String CODE = "invalid_api_key";

    private Refused() {}

    static RefusedException nothingShown() {
        return key("No API key was shown. Send it as 'Authorization: Bearer KEY', 'x-api-key' or 'api-key'.");
    }

    static RefusedException unknown() {
        return key("Incorrect API key.");
    }

    static RefusedException key(String why) {
        return new RefusedException(401, why, CODE);
    }

    /** Another router on the same database knows more than this one. */
    static RefusedException notUnderstood(String name) {
        return new RefusedException(
                403,
                "What was said of the API key '" + name + "' is not understood here, so it is not taken. Make another.",
                "key_not_understood");
    }

    /** It may well be right, so nobody is told that it is wrong. */
    static RefusedException notNow(String why, String code, int retryAfterSeconds) {
        return new RefusedException(503, why, code, retryAfterSeconds);
    }

    static RefusedException notFromHere() {
        return new RefusedException(
                403,
                "No tenants are configured, and until there are the router answers programs on its own machine only."
                        + " Add 'tenants' with a key to its configuration.",
                "no_tenants");
    }
}
