package dev.llmrouter.tenant;

import dev.llmrouter.catalog.Demand;
import java.util.List;

/** What holds of calls with a virtual key besides whose they are; limits and budgets in it are read by others. Immutable. */
public interface KeyTerms {

    /** {@return what must hold of every target that answers} */
    List<Demand> demands();

    /** Reads what somebody says of a key, in JSON. */
    interface Reader {

        /**
         * {@return what is said}
         *
         * @param isNew whether names in it have to lead somewhere, since somebody says it just now
         * @throws dev.llmrouter.call.RefusedException of status 400 naming all that is wrong
         */
        KeyTerms read(String json, boolean isNew);
    }
}
