package dev.llmrouter.tenant;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.Caller;
import dev.llmrouter.call.Identity;
import dev.llmrouter.call.RouterException;
import dev.llmrouter.llm.LlmHeaders;
import java.util.List;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who asks, on behalf of a call or of something that is no call, or not yet: who has shown it before its request
 * was read is not asked again. A route that hands a message over may say so
 * itself in {@code LlmTenant}, which no caller over HTTP can set; everybody else shows a key or a token. Where neither
 * tenants nor issuers are configured, everybody on this machine is let in and nobody from elsewhere.
 */
public final class Identify implements Processor {

    private final Tenants tenants;
    private final Fingerprints fingerprints;
    private final List<Credentials> credentials;
    private final Predicate<Caller> isExempt;
    private final Audit audit;
    private final boolean isNeeded;

    Identify(
            Tenants tenants,
            Fingerprints fingerprints,
            List<Credentials> credentials,
            boolean isNeeded,
            Predicate<Caller> isExempt,
            Audit audit) {
        this.tenants = tenants;
        this.fingerprints = fingerprints;
        this.credentials = List.copyOf(credentials);
        this.isNeeded = isNeeded;
        this.isExempt = isExempt;
        this.audit = audit;
    }

    /** {@return the same, which asks nothing of those} */
    public Identify butNot(Predicate<Caller> exempt) {
        return new Identify(tenants, fingerprints, credentials, isNeeded, exempt, audit);
    }

    @Override
    public void process(Exchange exchange) {
        Call call = Call.find(exchange);
        Caller caller = call == null ? caller(exchange) : call.caller();
        try {
            Holder holder = holder(caller, exchange);
            if (holder != null) {
                note(holder, call, exchange);
            }
        } catch (RouterException refused) {
            if (caller.address() == null) {
                // what is refused over HTTP is audited where it becomes an answer
                audit.refused(refused, exchange);
            }
            throw call == null ? refused : call.refuse(refused);
        }
    }

    private static void note(Holder holder, @Nullable Call call, Exchange exchange) {
        if (call == null) {
            holder.on(exchange);
        } else {
            call.access().identify(holder.identity(), holder.permissions());
        }
    }

    /** A message that is no call yet is what its channel made of a request. */
    private static Caller caller(Exchange exchange) {
        Caller caller = Audit.caller(exchange);
        exchange.setProperty(Caller.PROPERTY, caller);
        return caller;
    }

    private @Nullable Holder holder(Caller caller, Exchange exchange) {
        Message message = exchange.getMessage();
        Object vouched = message.getHeader(LlmHeaders.TENANT);
        if (vouched != null) {
            return vouchedFor(vouched.toString(), message);
        }
        if (!isNeeded) {
            checkIsHere(caller);
            return null;
        }
        Holder known = Holder.of(exchange);
        return known != null ? known : isExempt.test(caller) ? null : shown(caller, exchange);
    }

    private Holder vouchedFor(String tenant, Message message) {
        String group = message.getHeader(LlmHeaders.GROUP, String.class);
        return tenants.holder(
                tenant,
                message.getHeader(LlmHeaders.USER, String.class),
                group == null ? List.of() : List.of(group),
                null,
                null,
                List.of());
    }

    /** Whose key was taken once may have lost it since. */
    private Holder vouchedFor(Identity identity) {
        String key = identity.key();
        if (key == null) {
            return tenants.holder(identity.tenant(), identity.user(), identity.groups(), null, null, List.of());
        }
        for (Credentials some : credentials) {
            Holder holder = some.named(key);
            if (holder != null && holder.identity().tenant().equals(identity.tenant())) {
                return holder;
            }
        }
        throw Refused.key("The API key '" + key + "', with which this was asked for, is no longer there.");
    }

    private Holder shown(Caller caller, Exchange exchange) {
        String shown = Shown.by(caller);
        if (shown == null) {
            Identity vouched = exchange.getProperty(Identity.VOUCHED, Identity.class);
            if (vouched != null) {
                return vouchedFor(vouched);
            }
            throw Refused.nothingShown();
        }
        Fingerprint print = fingerprints.of(shown);
        for (int i = 0; i < credentials.size(); i++) {
            Holder holder = credentials.get(i).holder(shown, print);
            if (holder != null) {
                return holder;
            }
        }
        throw Refused.unknown();
    }

    /** A route of the application that the router is in has no address, and is let in. */
    private static void checkIsHere(Caller caller) {
        String address = caller.address();
        if (address != null && !isLoopback(address)) {
            throw Refused.notFromHere();
        }
    }

    /** As Java writes them, which is one way only. */
    private static boolean isLoopback(String address) {
        return address.startsWith("127.") || address.equals("0:0:0:0:0:0:0:1") || address.equals("::1");
    }
}
