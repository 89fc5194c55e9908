package dev.llmrouter.scatter;

import dev.llmrouter.call.Call;
import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.said.Said;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Content Enricher's part: what the judge says becomes the number of an answer; trouble with it is no verdict. */
public final class TakeVerdict implements AggregationStrategy {

    /** The exchange property that has the place of the answer, from 0, among those that there are. */
    static final String PROPERTY = "LlmVerdict";

    private static final Pattern NUMBER = Pattern.compile("(?<![\\d.])\\d{1,2}(?![\\d])");
    private static final Logger LOG = LoggerFactory.getLogger(TakeVerdict.class);

    @Override
    public Exchange aggregate(Exchange asked, @Nullable Exchange judged) {
        Scattering scattering = Scattering.of(asked);
        LlmReply reply = judged == null ? null : Call.of(judged).reply();
        Integer verdict = reply == null
                ? null
                : place(Said.of(reply).text(), scattering.answered().size());
        if (verdict == null) {
            LOG.warn(
                    "call {}: the judge gave no verdict, so the first answer is taken",
                    scattering.call().id());
        } else {
            asked.setProperty(PROPERTY, verdict);
        }
        return asked;
    }

    /** {@return the place, from 0, of the one of so many answers that a text names first; null where it names none} */
    static @Nullable Integer place(String text, int count) {
        Matcher number = NUMBER.matcher(text);
        if (!number.find()) {
            return null;
        }
        int named = Integer.parseInt(number.group());
        return named >= 1 && named <= count ? Integer.valueOf(named - 1) : null;
    }
}
