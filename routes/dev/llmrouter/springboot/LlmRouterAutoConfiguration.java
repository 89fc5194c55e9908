package dev.llmrouter.springboot;

import dev.llmrouter.http.LlmHttpFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;

/**
 * Has a router installed in the Camel context of an application that says where its configuration is. Comes behind other
 * auto-configurations, since what models they bring counts as the application's own.
 */
@AutoConfiguration
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass(CamelContextConfiguration.class)
@Conditional(NamedProperty.Config.class)
@ConditionalOnProperty(prefix = "llm-router", name = "enabled", matchIfMissing = true)
@EnableConfigurationProperties(LlmRouterProperties.class)
@Import(ModelBeans.class)
public class LlmRouterAutoConfiguration {

    /** {@return what installs the router before the context and its routes start} */
    @Bean
    InstallRouter llmRouter(LlmRouterProperties properties, ObjectProvider<ServedPaths> served) {
        return new InstallRouter(properties, served.getIfAvailable() != null);
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
