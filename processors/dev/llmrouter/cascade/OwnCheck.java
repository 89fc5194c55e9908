package dev.llmrouter.cascade;

import dev.llmrouter.cascade.CascadeOptions.CheckOption;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.said.Said;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NoSuchLanguageException;
import org.apache.camel.Predicate;
import org.apache.camel.spi.Language;
import org.apache.camel.support.ExchangeHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's own check, a predicate of Camel's over a message whose body is the reply's text. One that fails says
 * nothing against the reply.
 */
record OwnCheck(String model, Predicate isGood) implements Rule {

    private static final Logger LOG = LoggerFactory.getLogger(OwnCheck.class);

    static OwnCheck of(CheckOption option, String model, CamelContext camel) {
        return new OwnCheck(model, predicate(option, camel));
    }

    private static Predicate predicate(CheckOption option, CamelContext camel) {
        if (option.bean() != null) {
            return bean(option.bean(), camel);
        }
        return option.simple() != null
                ? simple(option.simple(), camel)
                : regex(java.util.Objects.requireNonNull(option.regex()));
    }

    private static Predicate simple(String condition, CamelContext camel) {
        try {
            Predicate predicate = camel.resolveLanguage("simple").createPredicate(condition);
            predicate.init(camel);
            return predicate;
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("check is no condition in Simple: " + e.getMessage(), e);
        }
    }

    private static Predicate regex(String expression) {
        try {
            Pattern pattern = Pattern.compile(expression);
            return new TextPredicate(text -> pattern.matcher(text).find());
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("check is no regular expression: " + e.getDescription(), e);
        }
    }

    private static Predicate bean(String name, CamelContext camel) {
        Object bean = camel.getRegistry().lookupByName(name);
        if (bean == null) {
            throw new IllegalArgumentException("check names the bean '" + name + "', which the registry does not have");
        }
        if (bean instanceof Predicate predicate) {
            return predicate;
        }
        Predicate called = beanLanguage(camel).createPredicate(name);
        called.init(camel);
        return called;
    }

    private static Language beanLanguage(CamelContext camel) {
        try {
            return camel.resolveLanguage("bean");
        } catch (NoSuchLanguageException e) {
            throw new IllegalArgumentException(
                    "check names a bean that is no Predicate, which takes org.apache.camel:camel-bean on the class path",
                    e);
        }
    }

    @Override
    public @Nullable String fault(Exchange exchange, LlmRequest request, Said said) {
        Exchange asked = ExchangeHelper.createCopy(exchange, false);
        asked.getMessage().setBody(said.text());
        Exception trouble;
        boolean isFine = false;
        try {
            isFine = isGood.matches(asked);
            // where the bean language leaves what a bean throws
            trouble = asked.getException();
        } catch (RuntimeException e) {
            trouble = e;
        }
        if (trouble != null) {
            // not its message, which may quote the reply
            LOG.warn("the check of the model {} fails, so its replies pass: {}", model, trouble.getClass());
        }
        return isFine || trouble != null ? null : "check";
    }

    private record TextPredicate(java.util.function.Predicate<String> isGood) implements Predicate {

        @Override
        public boolean matches(Exchange exchange) {
            return isGood.test(exchange.getMessage().getBody(String.class));
        }
    }
}
