package dev.llmrouter.call;

/** Who asks may not ask that: 403. */
public final class NotAllowedException extends RouterException {

    private static final long serialVersionUID = 1L;

    private NotAllowedException(String message, String code) {
        super(message, code);
    }

    /** {@return the refusal of a model} */
    static NotAllowedException model(String model, Permissions permissions) {
        String who = permissions.tenant() == null ? "this caller" : "the tenant '" + permissions.tenant() + "'";
        return new NotAllowedException(
                "The model '" + shortened(model) + "' is not allowed for " + who + ", who may ask for "
                        + permissions.models() + ".",
                "model_not_allowed");
    }

    /** {@return the refusal of a tenant that is not configured} */
    public static NotAllowedException tenant(String tenant) {
        return new NotAllowedException(
                "There is no tenant '" + shortened(tenant)
                        + "'. Tenants stand in 'tenants' of the router's configuration.",
                "unknown_tenant");
    }

    @Override
    public int status() {
        return 403;
    }
}
