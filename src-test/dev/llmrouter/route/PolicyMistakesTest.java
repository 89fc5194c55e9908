package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.llmrouter.config.ConfigException;
import dev.llmrouter.config.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only shows when a policy is made is told like any other mistake in the file. */
class PolicyMistakesTest {

    private static final String BEGIN =
            """
            providers: { sim: { type: simulator } }
            targets: { a: { provider: sim, model: a }, b: { provider: sim, model: b } }
            models:
            """;

    @TempDir
    private Path folder = Path.of(".");

    private List<Problem> problems(String models) throws Exception {
        Path file = Files.writeString(folder.resolve("router.yaml"), BEGIN + models);
        CamelContext camel = new DefaultCamelContext();
        try {
            camel.start();
            Throwable thrown = catchThrowable(() -> LlmRouter.install(camel, LlmRouter.read(camel, file)));
            assertThat(thrown).isInstanceOf(ConfigException.class);
            return ((ConfigException) thrown).problems();
        } finally {
            camel.stop();
        }
    }

    @Test
    void allOfThemAreToldWithTheirPlaces() throws Exception {
        List<Problem> problems = problems(
                """
                  ruled:
                    policy: content
                    when:
                      - { simple: "${variable.call.language} == 'en'", use: a }
                      - { simple: "${body} contains", use: a }
                    otherwise: b
                  fine: { of: [ a ] }
                  asked: { policy: bean, bean: nobody, of: [ a, fine ] }
                """);
        assertThat(problems)
                .extracting(Problem::path, Problem::line)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("models.ruled.when[1].simple", 8),
                        org.assertj.core.groups.Tuple.tuple("models.asked.bean", 11));
        assertThat(problems.get(1).message())
                .isEqualTo("names no bean of the registry; bind nobody before the router is installed");
    }

    @Test
    void aModelAboveOneThatIsWrongIsNoMistakeItself() throws Exception {
        assertThat(
                        problems(
                                """
                  top: { policy: weighted, of: [ wrong, a ] }
                  wrong: { policy: route, uri: "nowhere:at-all", of: [ a, b ] }
                """))
                .extracting(Problem::path)
                .containsExactly("models.wrong.uri");
    }

    @Test
    void nothingThatAPlaceholderResolvesToIsTold() throws Exception {
        System.setProperty("policy.mistakes.bean", "s3cret");
        try {
            assertThat(problems("  asked: { policy: bean, bean: '{{policy.mistakes.bean}}', of: [ a ] }\n"))
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.toString())
                            .contains("what its placeholders resolve to does not fit")
                            .doesNotContain("s3cret"));
        } finally {
            System.clearProperty("policy.mistakes.bean");
        }
    }
}
