package dev.llmrouter.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmrouter.call.Permissions;
import dev.llmrouter.call.RefusedException;
import dev.llmrouter.catalog.Secret;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeysByHashTest {

    private static final Tenants TENANTS = new Tenants(Map.of("acme", new Tenant("big", Permissions.ALL)));

    private final Fingerprints fingerprints = new Fingerprints();

    private ConfiguredKeys keys(Instant now, ConfiguredKey... keys) {
        return new ConfiguredKeys(List.of(keys), TENANTS, fingerprints, Clock.fixed(now, ZoneOffset.UTC));
    }

    private static ConfiguredKey key(Secret secret, @Nullable LocalDate expires) {
        return new ConfiguredKey(secret, "one", "acme", null, List.of(), expires, null, List.of());
    }

    @Test
    void aKeyIsFoundByItsFingerprintAndNotByItsText() {
        ConfiguredKeys keys = keys(Instant.EPOCH, key(Secret.of("sk-1"), null));
        assertThat(keys.holder("whatever is shown", fingerprints.of("sk-1"))).isNotNull();
        assertThat(keys.holder("sk-1", fingerprints.of("sk-2"))).isNull();
        assertThat(keys.holder("sk-1", new Fingerprints().of("sk-1")))
                .as("of another process")
                .isNull();
    }

    @Test
    void aKeyIsTakenToTheEndOfItsLastDay() {
        ConfiguredKey key = key(Secret.of("sk-1"), LocalDate.of(2026, 3, 2));
        ConfiguredKeys before = keys(Instant.parse("2026-03-02T23:59:59Z"), key);
        assertThat(before.holder("sk-1", fingerprints.of("sk-1"))).isNotNull();
        ConfiguredKeys after = keys(Instant.parse("2026-03-03T00:00:00Z"), key);
        assertThatThrownBy(() -> after.holder("sk-1", fingerprints.of("sk-1")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("'one' has expired");
    }

    @Test
    void anUnsetKeyIsFoundByNothing() {
        ConfiguredKeys keys = keys(Instant.EPOCH, key(Secret.unset("env:NOTHING"), null));
        assertThat(keys.holder("", fingerprints.of(""))).isNull();
        assertThat(keys.size()).isZero();
    }

    @Test
    void whatIsKeptOfAVirtualKeyIsNotTheKey() {
        KeySecret.Made made = KeySecret.make();
        String secret = made.key().substring(made.key().indexOf('_', 5) + 1);
        assertThat(made.kept().isOf(secret)).isTrue();
        assertThat(made.kept().isOf(secret + "x")).isFalse();
        assertThat(made.kept().isOf("")).isFalse();
        assertThat(KeySecret.make().kept().isOf(secret)).isFalse();
        assertThat(made + " " + made.kept() + made.kept().hash()).doesNotContain(secret);
    }
}
