package dev.llmrouter.bedrock;

import dev.llmrouter.catalog.Secret;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.catalog.Timeouts;
import dev.llmrouter.provider.ProviderModel;
import java.util.Objects;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpService;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClientBuilder;
import software.amazon.awssdk.utils.AttributeMap;

/** The models of one region over one client of AWS's SDK, which never tries again by itself: the router does. */
final class BedrockModels {

    /** More than any one router has calls in flight; the limit that matters is the one of each target. */
    private static final int CONNECTIONS = 4096;

    private final SdkAsyncHttpClient http = http();
    private final BedrockClient client;

    BedrockModels(BedrockProvider.Options options) {
        this.client = new BedrockClient(client(options, http));
    }

    ProviderModel model(Target target) {
        return new BedrockModel(client, target);
    }

    void close() {
        client.close();
        http.close();
    }

    private static BedrockRuntimeAsyncClient client(BedrockProvider.Options options, SdkAsyncHttpClient http) {
        BedrockRuntimeAsyncClientBuilder builder = BedrockRuntimeAsyncClient.builder()
                .region(Region.of(Objects.requireNonNull(options.region())))
                .credentialsProvider(credentials(options))
                .httpClient(http)
                .overrideConfiguration(client -> client.retryStrategy(DefaultRetryStrategy.doNotRetry()));
        if (options.baseUrl() != null) {
            builder.endpointOverride(options.baseUrl());
        }
        return builder.build();
    }

    /** The limits of a target are kept by whoever asks; those of the SDK must not be shorter. */
    private static SdkAsyncHttpClient http() {
        AttributeMap limits = AttributeMap.builder()
                .put(SdkHttpConfigurationOption.MAX_CONNECTIONS, CONNECTIONS)
                .put(SdkHttpConfigurationOption.CONNECTION_TIMEOUT, Timeouts.DEFAULT.connect())
                .put(SdkHttpConfigurationOption.CONNECTION_ACQUIRE_TIMEOUT, Timeouts.DEFAULT.total())
                .put(SdkHttpConfigurationOption.READ_TIMEOUT, java.time.Duration.ofHours(1))
                .build();
        return ServiceLoader.load(SdkAsyncHttpService.class, SdkAsyncHttpService.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "Amazon Bedrock needs the jar software.amazon.awssdk:netty-nio-client"))
                .createAsyncHttpClientFactory()
                .buildWithDefaults(limits);
    }

    private static AwsCredentialsProvider credentials(BedrockProvider.Options options) {
        if (options.accessKeyId() == null || options.secretAccessKey() == null) {
            return DefaultCredentialsProvider.builder().build();
        }
        String id = options.accessKeyId().reveal();
        String key = options.secretAccessKey().reveal();
        @Nullable Secret session = options.sessionToken();
        return StaticCredentialsProvider.create(
                session != null && session.isSet()
                        ? AwsSessionCredentials.create(id, key, session.reveal())
                        : AwsBasicCredentials.create(id, key));
    }
}
