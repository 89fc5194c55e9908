package dev.llmrouter.springboot;

import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/** Where a property names something; a blank name is none. */
abstract class NamedProperty implements Condition {

    private final String property;

    private NamedProperty(String property) {
        this.property = property;
    }

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        return StringUtils.hasText(context.getEnvironment().getProperty(property));
    }

    /** Where the application says where its configuration is. */
    static final class Config extends NamedProperty {
        Config() {
            super("llm-router.config");
        }
    }

    /** Where it says which model is a bean. */
    static final class Model extends NamedProperty {
        Model() {
            super("llm-router.model");
        }
    }
}
