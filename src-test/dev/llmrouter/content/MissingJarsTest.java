package dev.llmrouter.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmrouter.fixture.WithoutJars;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Conditions as an application has them that did not take their optional jars. */
class MissingJarsTest {

    private static Object condition(String key, String text) throws Exception {
        ClassLoader bare = new WithoutJars(
                "com.jayway.", "com.optimaize.", "org.apache.camel.jsonpath.", "org.apache.camel.language.xpath.");
        return condition(bare, key, text);
    }

    static Object condition(ClassLoader bare, String key, String text) throws Exception {
        Class<?> type = bare.loadClass("dev.llmrouter.content.Conditions");
        Constructor<?> constructor = type.getDeclaredConstructor(CamelContext.class);
        constructor.setAccessible(true);
        Method method = type.getDeclaredMethod(key, String.class);
        method.setAccessible(true);
        CamelContext camel = new DefaultCamelContext();
        try {
            camel.start();
            return method.invoke(constructor.newInstance(camel), text);
        } finally {
            camel.stop();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "jsonpath, $.a, org.apache.camel:camel-jsonpath",
        "xpath, /a, org.apache.camel:camel-xpath",
        "language, de, com.optimaize.languagedetector:language-detector",
        "language, bg, com.optimaize.languagedetector:language-detector",
    })
    void aConditionNamesTheJarThatItNeeds(String key, String text, String coordinates) {
        assertThatThrownBy(() -> condition(key, text))
                .isInstanceOf(InvocationTargetException.class)
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .rootCause()
                .hasMessageContaining(coordinates);
    }

    @ParameterizedTest
    @CsvSource({
        "simple, ${body} contains 'a'",
        "simple, ${variable.call.language} == 'de'",
        "regex, a+",
        "language, el",
        "language, fa",
        "language, ja"
    })
    void othersNeedNone(String key, String text) throws Exception {
        assertThat(condition(key, text)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"LookupPolicy", "ContentPolicy"})
    void aPolicyIsLoadedWithoutThem(String policy) throws ClassNotFoundException {
        ClassLoader bare = new WithoutJars("com.jayway.", "com.github.benmanes.");
        // what is initialized is verified: whatever it can't do without is loaded then
        assertThat(Class.forName("dev.llmrouter.content." + policy, true, bare).getClassLoader())
                .isSameAs(bare);
    }
}
