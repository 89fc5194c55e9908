package dev.llmrouter.ledger;

import dev.llmrouter.ledger.Query.Format;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** Answers what was spent, told apart as the query of the URL wants it: as JSON, or as comma-separated values. */
public final class TellSpend implements Processor {

    private static final Set<Format> FORMATS = Set.of(Format.JSON, Format.CSV);

    private final Reports reports;

    /** Where it is known. */
    public TellSpend(Reports reports) {
        this.reports = reports;
    }

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        @SuppressWarnings("unchecked")
        Map<String, List<String>> parameters = message.getBody(Map.class);
        Query query = Query.of(parameters, FORMATS);
        SpendReport report = reports.ask(connection -> SpendReport.read(connection, query));
        message.setHeader(Exchange.CONTENT_TYPE, query.format().contentType());
        message.setBody(
                query.format() == Format.CSV ? report.csv() : report.json().toString());
    }
}
