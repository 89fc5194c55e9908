package dev.llmrouter.route;

import dev.llmrouter.config.ConfigException;
import dev.llmrouter.config.ConfigReader;
import dev.llmrouter.config.RouterFiles;
import org.apache.camel.CamelContext;

/** Why a channel can't be used, said where it stands in the configuration. */
final class ChannelRefusal {

    private ChannelRefusal() {}

    /** {@return what is thrown at the start, for the operator to read} */
    static ConfigException of(CamelContext camel, RouterFiles files, String channel, String why) {
        return ConfigReader.refusedChannel(
                files.text(),
                camel::resolvePropertyPlaceholders,
                Providers.kinds(camel),
                Policies.kinds(camel),
                channel,
                why);
    }
}
