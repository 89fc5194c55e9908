package dev.llmrouter.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmrouter.fixture.WithoutJars;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Providers as an application has them that did not take their optional jars. */
class OptionalJarsTest {

    private static Optional<?> offBecause(ClassLoader loader) throws ReflectiveOperationException {
        Class<?> type = loader.loadClass("dev.llmrouter.bedrock.BedrockProvider");
        Class<?> options = loader.loadClass("dev.llmrouter.bedrock.BedrockProvider$Options");
        Object none = options.getDeclaredConstructors()[0].newInstance("eu-central-1", null, null, null, null);
        Object provider = type.getMethod("create", String.class, options, org.apache.camel.CamelContext.class)
                .invoke(type.getConstructor().newInstance(), "aws", none, null);
        java.lang.reflect.Method method =
                loader.loadClass("dev.llmrouter.provider.Provider").getMethod("offBecause");
        return (Optional<?>) method.invoke(provider);
    }

    @Test
    void bedrockIsOffAndNamesTheJarThatItNeeds() throws ReflectiveOperationException {
        assertThat(offBecause(new WithoutJars("dev.langchain4j.model.bedrock.", "software.amazon.")))
                .hasValueSatisfying(why -> assertThat(why).asString().contains("dev.langchain4j:langchain4j-bedrock"));
    }

    @Test
    void bedrockIsOnWithIt() throws ReflectiveOperationException {
        assertThat(offBecause(new WithoutJars("no.such."))).isEmpty();
    }

    @Test
    void theClassifierNamesTheJarThatItNeeds() throws ReflectiveOperationException {
        ClassLoader bare = new WithoutJars("org.apache.camel.component.langchain4j.");
        Class<?> factory = bare.loadClass("dev.llmrouter.semantic.ClassifierPolicy$Factory");
        Object made = factory.getConstructor().newInstance();
        Class<?> options = bare.loadClass("dev.llmrouter.semantic.ClassifierOptions");
        Class<?> parts = bare.loadClass("dev.llmrouter.policy.PolicyParts");
        assertThatThrownBy(() -> factory.getMethod("create", options, parts).invoke(made, null, null))
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .hasRootCauseMessage("policy classifier can't be used: it needs the jar"
                        + " org.apache.camel:camel-langchain4j-chat, which is not on the class path");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gemini.GeminiModel", "ollama.OllamaModel", "mistral.MistralModel", "provider.OpenAiModel"})
    void othersNeedNoneForWhatCallersSendOverHttp(String model) throws ReflectiveOperationException {
        ClassLoader bare =
                new WithoutJars("dev.langchain4j.model.openai.", "dev.langchain4j.http.", "software.amazon.");
        // what is initialized is verified: whatever it can't do without is loaded then
        assertThat(Class.forName("dev.llmrouter." + model, true, bare).getClassLoader())
                .isSameAs(bare);
    }
}
