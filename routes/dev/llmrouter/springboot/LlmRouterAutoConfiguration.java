package dev.llmrouter.springboot;

import dev.llmrouter.http.LlmHttpFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/** Has a router installed in the Camel context of an application that says where its configuration is. */
@AutoConfiguration
@ConditionalOnClass(CamelContextConfiguration.class)
@Conditional(LlmRouterAutoConfiguration.IsConfigured.class)
@ConditionalOnProperty(prefix = "llm-router", name = "enabled", matchIfMissing = true)
@EnableConfigurationProperties(LlmRouterProperties.class)
public class LlmRouterAutoConfiguration {

    /** {@return what installs the router before the context and its routes start} */
    @Bean
    CamelContextConfiguration llmRouter(LlmRouterProperties properties, ObjectProvider<ServedPaths> served) {
        return new InstallRouter(properties, served.getIfAvailable() != null);
    }

    /** Where the configuration is named; a blank name is none. */
    static final class IsConfigured implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return StringUtils.hasText(context.getEnvironment().getProperty("llm-router.config"));
        }
    }

    /** Tells that there is a server for the paths of the router. */
    record ServedPaths() {}

    /** In applications with a servlet container. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(Filter.class)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @ConditionalOnProperty(prefix = "llm-router.http", name = "enabled", matchIfMissing = true)
    static class Servlets {

        @Bean
        ServedPaths llmServedPaths() {
            return new ServedPaths();
        }

        @Bean
        LlmHttpFilter llmHttpFilter() {
            return new LlmHttpFilter();
        }

        /** Behind all other filters, so that what the application demands of callers holds here too. */
        @Bean
        FilterRegistrationBean<LlmHttpFilter> llmHttpFilterRegistration(LlmHttpFilter filter) {
            FilterRegistrationBean<LlmHttpFilter> registration = new FilterRegistrationBean<>(filter);
            registration.addUrlPatterns("/*");
            registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC);
            registration.setAsyncSupported(true);
            registration.setOrder(Ordered.LOWEST_PRECEDENCE);
            return registration;
        }
    }
}
