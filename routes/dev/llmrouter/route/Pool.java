package dev.llmrouter.route;

import org.apache.camel.support.service.ServiceSupport;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;

/** Connections to a broker that live as long as the context. */
final class Pool extends ServiceSupport {

    private final JmsPoolConnectionFactory connections;

    Pool(JmsPoolConnectionFactory connections) {
        this.connections = connections;
    }

    @Override
    protected void doStop() {
        connections.stop();
    }
}
