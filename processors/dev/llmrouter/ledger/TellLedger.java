package dev.llmrouter.ledger;

import dev.llmrouter.ledger.Query.Format;
import io.vertx.core.buffer.Buffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** Answers the attempts that the query of the URL chooses, as a stream: JSON, lines of JSON, or comma-separated values. */
public final class TellLedger implements Processor {

    private final Reports reports;
    private final Executor workers;

    /** Where they are known, and what pages are read on. */
    public TellLedger(Reports reports, Executor workers) {
        this.reports = reports;
        this.workers = workers;
    }

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        @SuppressWarnings("unchecked")
        Map<String, List<String>> parameters = message.getBody(Map.class);
        Query query = Query.of(parameters, EnumSet.allOf(Format.class));
        if (!query.by().isEmpty()) {
            throw Query.refused("by", "attempts are told one by one; sums are at /admin/spend");
        }
        LedgerRows rows = new LedgerRows(query);
        Buffer first = reports.ask(rows::next);
        message.setHeader(Exchange.CONTENT_TYPE, query.format().contentType());
        message.setBody(new RowStream(first, () -> reports.ask(rows::next), workers));
    }
}
