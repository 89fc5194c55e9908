package dev.llmrouter.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Providers as an application has them that did not take their optional jars. */
class OptionalJarsTest {

    /** Loads the providers anew, and nothing from the jars that are hidden. */
    private static final class WithoutJars extends ClassLoader {
        private final List<String> hidden;

        WithoutJars(String... hidden) {
            super(OptionalJarsTest.class.getClassLoader());
            this.hidden = List.of(hidden);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (hidden.stream().anyMatch(name::startsWith)) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("dev.llmrouter.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            return known == null ? define(name) : known;
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (file == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = file.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

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
