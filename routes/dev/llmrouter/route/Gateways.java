package dev.llmrouter.route;

import dev.llmrouter.gateway.ChatWay;
import dev.llmrouter.gateway.RouterModel;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;

/** Binds what code and routes of the application ask the router by. */
final class Gateways {

    private Gateways() {}

    /** What the application has bound under the name of a model stays; targets are there already, each as its own model. */
    static ChatWay bind(CamelContext camel, List<String> models) throws Exception {
        Registry registry = camel.getRegistry();
        ChatWay way = new ChatWay(camel);
        camel.addService(way, true, true);
        registry.bind(ChatWay.NAME, ChatWay.class, way);
        for (String model : models) {
            if (registry.lookupByName(model) == null) {
                registry.bind(model, RouterModel.class, new RouterModel(way, model));
            }
        }
        return way;
    }
}
