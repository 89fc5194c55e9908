package dev.llmrouter.scatter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmrouter.scatter.ScatterOptions.Gather;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScatterOptionsTest {

    private static ScatterOptions options(
            Gather gather, @Nullable String judge, @Nullable String prompt, @Nullable Duration timeout) {
        return new ScatterOptions(List.of("a", "b"), gather, judge, prompt, timeout);
    }

    @Test
    void theBestNeedsAJudgeAndNobodyElseHasOne() {
        assertThatThrownBy(() -> options(Gather.BEST, null, null, null)).hasMessageStartingWith("judge is missing");
        assertThatThrownBy(() -> options(Gather.FASTEST, "j", null, null)).hasMessageStartingWith("judge is only");
        assertThatThrownBy(() -> options(Gather.MAJORITY, null, "p", null)).hasMessageStartingWith("prompt is only");
    }

    @Test
    void thereIsAMinuteUnlessTheOperatorSaysOtherwise() {
        assertThat(options(Gather.FASTEST, null, null, null).timeout()).isEqualTo(Duration.ofSeconds(60));
        assertThatThrownBy(() -> options(Gather.FASTEST, null, null, Duration.ZERO))
                .hasMessageStartingWith("timeout ");
    }
}
