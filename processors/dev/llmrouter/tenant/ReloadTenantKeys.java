package dev.llmrouter.tenant;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.wire.Json;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Looks up the references to the keys of tenants again, and answers with those that lead to nothing. */
public final class ReloadTenantKeys implements Processor {

    private final ConfiguredKeys keys;

    ReloadTenantKeys(ConfiguredKeys keys) {
        this.keys = keys;
    }

    @Override
    public void process(Exchange exchange) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        ArrayNode unset = Json.MAPPER.createArrayNode();
        keys.reload().forEach(key -> unset.addObject()
                .put("name", key.name())
                .put("tenant", key.tenant())
                .put("reference", key.secret().origin()));
        exchange.getMessage().setBody(answer.put("keys", keys.size()).set("unset", unset));
    }
}
