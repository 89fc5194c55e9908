package dev.llmrouter.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClaimPathTest {

    private static final Map<String, Object> CLAIMS = Map.of(
            "sub",
            "ann",
            "number",
            7,
            "https://acme.example/team",
            "url",
            "org",
            Map.of("team", "acme", "roles", List.of("ops", 3, "dev")),
            "a.b",
            Map.of("c", "dotted"),
            "empty",
            " ");

    @Test
    void aPathLeadsIntoObjectsAndAWholeNameWins() {
        assertThat(ClaimPath.text(CLAIMS, "sub")).isEqualTo("ann");
        assertThat(ClaimPath.text(CLAIMS, "number")).isEqualTo("7");
        assertThat(ClaimPath.text(CLAIMS, "org.team")).isEqualTo("acme");
        assertThat(ClaimPath.text(CLAIMS, "https://acme.example/team")).isEqualTo("url");
        assertThat(ClaimPath.text(CLAIMS, "a.b.c")).isEqualTo("dotted");
        assertThat(ClaimPath.texts(CLAIMS, "org.roles")).containsExactly("ops", "dev");
        assertThat(ClaimPath.texts(CLAIMS, "sub")).containsExactly("ann");
    }

    @Test
    void whatIsNotATextIsNothing() {
        assertThat(ClaimPath.text(CLAIMS, "org")).isNull();
        assertThat(ClaimPath.text(CLAIMS, "empty")).isNull();
        assertThat(ClaimPath.text(CLAIMS, "org.team.more")).isNull();
        assertThat(ClaimPath.text(CLAIMS, "none.at.all")).isNull();
        assertThat(ClaimPath.texts(CLAIMS, "none")).isEmpty();
    }
}
