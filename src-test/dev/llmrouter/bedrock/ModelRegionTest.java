package dev.llmrouter.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelRegionTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "unknown",
            value = {
                "amazon.nova-lite-v1:0, eu-central-1",
                "meta.llama3-1-70b-instruct-v1:0, eu-central-1",
                "ai21.jamba-1-5-large-v1:0, eu-central-1",
                "zai.glm-4.6, eu-central-1",
                "eu.amazon.nova-lite-v1:0, eu",
                "us.anthropic.claude-sonnet-4-20250514-v1:0, us",
                "us-gov.anthropic.claude-3-haiku-20240307-v1:0, us-gov",
                "global.anthropic.claude-sonnet-4-20250514-v1:0, global",
                "apac.amazon.nova-lite-v1:0, apac",
                "kr.amazon.nova-lite-v1:0, kr",
                "arn:aws:bedrock:eu-central-1:1:provisioned-model/abc, eu-central-1",
                "arn:aws:bedrock:eu-central-1:1:inference-profile/us.amazon.nova-lite-v1:0, unknown",
                "arn:aws:bedrock:eu-central-1:1:application-inference-profile/abc, unknown",
            })
    void aProfileOfManyRegionsIsInNoOneOfThem(String model, String region) {
        assertThat(ModelRegion.of(model, "eu-central-1")).isEqualTo(region);
    }
}
