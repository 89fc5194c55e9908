package dev.llmrouter.call;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who the caller of a call has shown to be, and what it may do. Used by one thread at a time, as the call is. */
public final class Access {

    private Origin origin;
    private Permissions granted = Permissions.ALL;
    private Permissions permissions = Permissions.ALL;
    private @Nullable Supplier<Permissions> toFind;

    Access(Origin origin) {
        this.origin = origin;
    }

    /** {@return that of a part of the call, which may do what the whole may} */
    Access ofPart() {
        Access part = new Access(origin);
        part.permissions = permissions();
        return part;
    }

    Origin origin() {
        return origin;
    }

    /** Says who the caller has shown to be, before anybody asks for facts of the call. */
    public void identify(Identity shown) {
        identify(shown, granted);
    }

    /** The same, and what such a caller may do. */
    public void identify(Identity shown, Permissions allowed) {
        origin = origin.as(shown);
        granted = allowed;
    }

    /** {@return who the caller has shown to be; null where nobody asked it to} */
    public @Nullable Identity identity() {
        return origin.identity();
    }

    /** {@return what such a caller may do, whatever the data of this call are; everything where nobody asked who it is} */
    public Permissions granted() {
        return granted;
    }

    /** Says what the call may do, which is found out at the first use. */
    public void permit(Supplier<Permissions> found) {
        this.toFind = found;
    }

    /**
     * {@return what the call may do}
     *
     * @throws RouterException where that can't be said, as of a label that is not known; then nothing is allowed
     */
    public Permissions permissions() {
        if (toFind != null) {
            permissions = toFind.get();
            toFind = null;
        }
        return permissions;
    }
}
