package dev.llmrouter.outcome;

/**
 * Why an attempt got no reply. The class decides whether another target is tried, whether the target's circuit breaker
 * counts it, and which status a caller sees when nobody answered.
 */
public enum FailureClass {
    /** No connection to the provider could be made. */
    CONNECT(502, "upstream_unreachable", true, true),
    /** The provider took longer than one of the target's limits, or said so itself (408, 504). */
    TIMEOUT(504, "upstream_timeout", true, true),
    /** The provider wants fewer requests (429). That is no sign of ill health. */
    RATE_LIMIT(429, "rate_limit_exceeded", true, false),
    /** The account that pays the provider has nothing left (402, or 429 with a code that says so): waiting does not help. */
    QUOTA(502, "upstream_quota", true, false),
    /** What the caller may spend does not suffice for this target; it was not called. */
    BUDGET(402, "budget_exceeded", true, false),
    /** The provider has more to do than it can (503, 529): it may be better in a moment. */
    OVERLOADED(503, "upstream_overloaded", true, true),
    /** The provider refused for a conflict that may pass (409). */
    CONFLICT(409, "upstream_conflict", true, false),
    /** The provider said that something is wrong with it (other 5xx, or an error event before the first content). */
    SERVER_ERROR(502, "upstream_error", true, true),
    /** The provider refused the router's own credentials (401, 403): not the caller's mistake. */
    AUTH(502, "upstream_auth", true, false),
    /** The provider refused one of several keys; another may do. */
    KEY_REFUSED(502, "upstream_key_refused", true, false),
    /** The provider wants fewer requests with one of several keys; another may do. */
    KEY_LIMITED(429, "upstream_key_limited", true, false),
    /** The provider does not know the model (404). */
    NOT_FOUND(404, "upstream_not_found", true, false),
    /** The provider refused the request itself (other 4xx): every provider would. */
    BAD_REQUEST(400, "invalid_request", false, false),
    /** The provider will not answer what the prompt says (a content filter or policy); others may have other rules. */
    CONTENT_REFUSED(400, "content_refused", false, false),
    /** The prompt and its reply are more than the target's context window holds; one with a larger window may answer. */
    CONTEXT_OVERFLOW(400, "context_length_exceeded", true, false),
    /** The target can't be asked that at all; another may. */
    UNSUPPORTED(400, "unsupported_operation", true, false),
    /** What came was not a reply: HTML, truncated JSON, a stream without content. */
    MALFORMED(502, "upstream_malformed", true, true),
    /** A model that knows no JSON schemas did not answer by the one that was asked for. */
    SCHEMA_MISMATCH(502, "schema_mismatch", true, false),
    /** The reply came, and was not good enough for what the model's policy asks of it. */
    REJECTED(502, "reply_rejected", true, false),
    /** The connection broke before the reply was complete. */
    CUT(502, "upstream_cut", true, true),
    /** A stream began so slowly that another target will be there before. */
    TOO_SLOW(504, "upstream_too_slow", true, true),
    /** The target answers as many calls as it may; it was not called. */
    BUSY(429, "target_busy", true, false),
    /** The target's circuit is open; it was not called. */
    OPEN(503, "target_unavailable", true, false),
    /** The caller waits no longer than this: its own deadline has passed. */
    DEADLINE(504, "deadline_exceeded", false, false),
    /** The caller left. */
    CANCELLED(499, "cancelled", false, false),
    /** The router is being stopped, and has waited for the reply for as long as it may. */
    STOPPING(503, "router_stopping", false, false),
    /** The router itself failed; a bug. */
    INTERNAL(500, "internal_error", false, false);

    private final int status;
    private final String code;
    private final boolean failsOver;
    private final boolean targetAtFault;

    FailureClass(int status, String code, boolean failsOver, boolean targetAtFault) {
        this.status = status;
        this.code = code;
        this.failsOver = failsOver;
        this.targetAtFault = targetAtFault;
    }

    /** {@return the HTTP status a caller sees when the provider gave none to pass on} */
    public int status() {
        return status;
    }

    /** {@return the machine-readable code in the error a caller sees, and the label in metrics} */
    public String code() {
        return code;
    }

    /** {@return whether another target may do better} */
    public boolean failsOver() {
        return failsOver;
    }

    /** {@return whether the target's circuit breaker counts it} */
    public boolean isTargetAtFault() {
        return targetAtFault;
    }

    /**
     * {@return whether nobody can say what the provider bills for it: it was asked, and nobody waited for the end, or the
     * connection broke}
     */
    public boolean isPerhapsBilled() {
        return switch (this) {
            case TIMEOUT, CUT, TOO_SLOW, DEADLINE, CANCELLED, STOPPING -> true;
            default -> false;
        };
    }

    /** {@return the class of a provider's answer with an HTTP status of 300 and more} */
    public static FailureClass ofStatus(int status) {
        return switch (status) {
            case 401, 403 -> AUTH;
            case 402 -> QUOTA;
            case 404 -> NOT_FOUND;
            case 408, 504 -> TIMEOUT;
            case 409 -> CONFLICT;
            case 429 -> RATE_LIMIT;
            case 503, 529 -> OVERLOADED;
            default -> status >= 400 && status < 500 ? BAD_REQUEST : SERVER_ERROR;
        };
    }
}
