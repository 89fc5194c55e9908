package dev.llmrouter.policy;

/**
 * Why a target may not answer a call.
 *
 * @param kind what sort of lack it is, which decides the status of a call that nobody may answer
 * @param word one word or two for traces and metrics, such as {@code vision} or {@code region}
 * @param detail for the caller, to follow the target's name: {@code takes no images}; nothing of the prompt
 */
public record Lack(Kind kind, String word, String detail) {

    /** From the most binding to the most passing. */
    public enum Kind {
        /** It is not allowed: by the operator, the tenant, or a label of the data. */
        FORBIDDEN(403, "not_allowed"),
        /** It can't do what is asked, or the caller does not want it. */
        UNABLE(400, "no_able_target"),
        /** It is out of service for now. */
        UNAVAILABLE(503, "target_unavailable");

        private final int status;
        private final String code;

        Kind(int status, String code) {
            this.status = status;
            this.code = code;
        }

        /** {@return the HTTP status for a call that nobody may answer} */
        public int status() {
            return status;
        }

        /** {@return the machine-readable code for it} */
        public String code() {
            return code;
        }
    }
}
