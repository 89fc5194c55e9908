package dev.llmrouter.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmrouter.call.Caller;
import dev.llmrouter.call.RefusedException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A router that no tenants are configured for. */
class IdentifyTest {

    private final Gate gate =
            new Gate(new Tenants(Map.of()), List.of(), List.of(), null, (json, isNew) -> List::of, Clock.systemUTC());

    private record From(@Nullable String address) implements Caller {
        @Override
        public @Nullable String header(String name) {
            return name.equals("authorization") ? "Bearer any" : null;
        }
    }

    private void ask(@Nullable String address) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(Caller.PROPERTY, new From(address));
        gate.identify().process(exchange);
        assertThat(Holder.of(exchange)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "0:0:0:0:0:0:0:1"})
    void whoIsOnThisMachineIsLetInWithAnyKey(String address) {
        assertThatCode(() -> ask(address)).doesNotThrowAnyException();
    }

    @Test
    void soIsTheApplicationItself() {
        assertThatCode(() -> ask(null)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.7", "192.168.1.127", "2001:db8:0:0:0:0:0:1", "fe80:0:0:0:0:0:0:1%eth0"})
    void whoIsElsewhereIsNot(String address) {
        assertThatThrownBy(() -> ask(address))
                .isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(refused.status())
                        .isEqualTo(403))
                .hasMessageContaining("No tenants are configured");
    }
}
