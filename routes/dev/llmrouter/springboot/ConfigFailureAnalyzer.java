package dev.llmrouter.springboot;

import dev.llmrouter.config.ConfigException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what is wrong with a configuration in the words of the standalone router, in place of a stack trace. */
public final class ConfigFailureAnalyzer extends AbstractFailureAnalyzer<ConfigException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ConfigException cause) {
        return new FailureAnalysis(
                "llm-router can't start.\n" + cause.getMessage(),
                "Mend the lines named above; the configuration is where llm-router.config says.",
                cause);
    }
}
