package dev.llmrouter.springboot;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.llmrouter.gateway.RouterModel;
import dev.llmrouter.llm.LlmHeaders;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.target.SingletonTargetSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/**
 * The model that the application names, to be had by injection. Each bean is of one of LangChain4j's types only, so that an
 * application may have its own model of one type and the router's of another.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(NamedProperty.Model.class)
class ModelBeans {

    private final InstallRouter router;
    private final LlmRouterProperties properties;

    ModelBeans(InstallRouter router, LlmRouterProperties properties) {
        this.router = router;
        this.properties = properties;
    }

    @Bean
    @ConditionalOnMissingBean
    ChatModel llmRouterChatModel() {
        return only(ChatModel.class, properties.model());
    }

    @Bean
    @ConditionalOnMissingBean
    StreamingChatModel llmRouterStreamingChatModel() {
        return only(StreamingChatModel.class, properties.model());
    }

    @Bean
    @ConditionalOnMissingBean
    EmbeddingModel llmRouterEmbeddingModel() {
        String other = properties.embeddingModel();
        return only(EmbeddingModel.class, other == null ? properties.model() : other);
    }

    private <T> T only(Class<T> type, @Nullable String name) {
        RouterModel model = new RouterModel(router::way, Objects.requireNonNull(name));
        String tenant = properties.tenant();
        return ProxyFactory.getProxy(
                type, new SingletonTargetSource(tenant == null ? model : model.with(LlmHeaders.TENANT, tenant)));
    }
}
