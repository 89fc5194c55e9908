package dev.llmrouter.scatter;

import dev.llmrouter.call.Call;
import io.vertx.core.Vertx;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExpressionAdapter;

/** The Recipient List's question: to whom? To the route of a branch, once for each of the branches of the call. */
public final class OpenBranches extends ExpressionAdapter {

    private final Supplier<Vertx> vertx;
    private final Supplier<Endpoint> branch;

    /**
     * A list of recipients.
     *
     * @param vertx where the time is watched
     * @param branch where the route of a branch begins
     */
    public OpenBranches(Supplier<Vertx> vertx, Supplier<Endpoint> branch) {
        this.vertx = vertx;
        this.branch = branch;
    }

    @Override
    public List<Endpoint> evaluate(Exchange exchange) {
        Scattering scattering = Scattering.of(Call.of(exchange), vertx.get());
        exchange.setVariable(Scattering.VARIABLE, scattering);
        return Collections.nCopies(scattering.size(), branch.get());
    }
}
