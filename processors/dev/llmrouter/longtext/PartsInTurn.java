package dev.llmrouter.longtext;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExpressionAdapter;

/**
 * The Splitter's question: into what? The numbers of the parts of this round, each handed out when one more may be asked,
 * so that no thread waits for those that have to wait.
 */
public final class PartsInTurn extends ExpressionAdapter {

    @Override
    public Iterator<Integer> evaluate(Exchange exchange) {
        LongText text = LongText.of(exchange);
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < text.size();
            }

            @Override
            public Integer next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                text.awaitPlace();
                return next++;
            }
        };
    }
}
