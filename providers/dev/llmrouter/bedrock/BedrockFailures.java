package dev.llmrouter.bedrock;

import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.provider.Refusals;
import dev.llmrouter.wire.RefusalWords;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/** What an exception of AWS's SDK means. Names of accounts, roles, keys and buckets are not passed on. */
final class BedrockFailures {

    private static final Pattern NAMES =
            Pattern.compile("arn:[\\w-]+:\\S+|s3://\\S+|https?://\\S+|A[KS]IA[A-Z0-9]{12,}");

    private BedrockFailures() {}

    static Failure of(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof LlmException ours) {
                return ours.failure();
            } else if (t instanceof SdkServiceException service) {
                return of(service);
            } else if (t instanceof CancellationException) {
                return Failure.of(FailureClass.CANCELLED, "The caller left.");
            } else if (t instanceof IOException) {
                return unreachable();
            }
        }
        return thrown instanceof SdkClientException || thrown.getCause() instanceof SdkClientException
                ? ofClient(String.valueOf(thrown.getMessage()))
                : Failure.of(FailureClass.SERVER_ERROR, "The provider failed.");
    }

    private static Failure of(SdkServiceException thrown) {
        String said = said(thrown);
        FailureClass kind = RefusalWords.meant(kind(thrown), said);
        if (kind == FailureClass.AUTH) {
            return credentials();
        }
        String message = said == null || said.isBlank()
                ? "The provider answered with status " + thrown.statusCode() + "."
                : NAMES.matcher(said).replaceAll("***");
        Failure plain = new Failure(kind, kind.status(), message, null, null, null, retryAfter(thrown));
        return Refusals.named(plain);
    }

    /** Some names say more than their status; the errors of a stream have no status. */
    private static FailureClass kind(SdkServiceException thrown) {
        return switch (thrown.getClass().getSimpleName()) {
            case "ThrottlingException", "ServiceQuotaExceededException" -> FailureClass.RATE_LIMIT;
            case "ModelNotReadyException" -> FailureClass.OVERLOADED;
            case "ValidationException" -> FailureClass.BAD_REQUEST;
            case "AccessDeniedException" -> FailureClass.AUTH;
            case "ModelTimeoutException" -> FailureClass.TIMEOUT;
            default ->
                thrown.statusCode() < 400 ? FailureClass.SERVER_ERROR : FailureClass.ofStatus(thrown.statusCode());
        };
    }

    private static @Nullable String said(SdkServiceException thrown) {
        return thrown instanceof AwsServiceException aws && aws.awsErrorDetails() != null
                ? aws.awsErrorDetails().errorMessage()
                : null;
    }

    private static @Nullable Integer retryAfter(SdkServiceException thrown) {
        if (!(thrown instanceof AwsServiceException aws)
                || aws.awsErrorDetails() == null
                || aws.awsErrorDetails().sdkHttpResponse() == null) {
            return null;
        }
        return aws.awsErrorDetails()
                .sdkHttpResponse()
                .firstMatchingHeader("Retry-After")
                .filter(seconds -> seconds.matches("\\d{1,5}"))
                .map(Integer::valueOf)
                .orElse(null);
    }

    private static Failure ofClient(String message) {
        return message.contains("credentials") ? credentials() : unreachable();
    }

    private static Failure credentials() {
        return Failure.of(
                FailureClass.AUTH, "The provider refused the router's own credentials; ask whoever runs the router.");
    }

    private static Failure unreachable() {
        return Failure.of(FailureClass.CONNECT, "The provider could not be reached.");
    }
}
