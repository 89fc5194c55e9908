package dev.llmrouter.route;

import dev.llmrouter.config.BatchesEntry;
import dev.llmrouter.config.ChannelsEntry;
import dev.llmrouter.config.FilesEntry;
import dev.llmrouter.config.JmsEntry;
import dev.llmrouter.provider.Provider;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the standalone router prints when it is ready: where it is, who answers, and a line to try it with. */
final class Banner {

    private Banner() {}

    static String of(Settings settings, int port, LlmRouter router, boolean hasMetrics) {
        String host = settings.host().equals("0.0.0.0") || settings.host().equals("::") ? "localhost" : settings.host();
        String url = "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        StringBuilder banner = new StringBuilder("\nllm-router takes calls at " + url + "/v1\n");
        banner.append(callers(settings, router));
        router.faults()
                .forEach(fault -> banner.append(line("careful", fault, "a fault on purpose; see /admin/faults")));
        for (Provider provider : router.providers()) {
            banner.append(provider.offBecause()
                    .map(why -> line("off", provider.name(), why))
                    .orElseGet(() -> line(
                            "on",
                            provider.name(),
                            Objects.requireNonNullElse(router.reason(provider), provider.description()))));
        }
        ChannelsEntry channels = router.channels();
        banner.append(messages(channels.jms())).append(files(channels.files()));
        banner.append(batches(channels.batches(), settings));
        router.disabled().forEach(target -> banner.append(line("off", target, "disabled")));
        List<String> models = router.models();
        String model = models.isEmpty() ? "PROVIDER/MODEL" : models.get(0);
        return banner.append("  models   ")
                .append(models.isEmpty() ? "none configured; ask for PROVIDER/MODEL" : String.join(", ", models))
                .append(hasMetrics ? "\n  metrics  " + url + "/observe/metrics" : "")
                .append("\n  try it\n    curl " + url
                        + "/v1/chat/completions -H 'content-type: application/json' \\\n      -d '{\"model\":\"" + model
                        + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}'\n")
                .toString();
    }

    private static String callers(Settings settings, LlmRouter router) {
        if (router.isGuarded()) {
            return "  callers  need a key or a token of a tenant\n";
        }
        return isLoopback(settings.host())
                ? "  callers  no tenants are configured: any key or none, from this machine\n"
                : "  careful  it listens beyond this machine, but with no tenants configured it answers only callers on it\n";
    }

    /** The address of a broker may hold a password, and is not told. */
    private static String messages(@Nullable JmsEntry jms) {
        if (jms == null) {
            return "";
        }
        String broker = jms.isEmbedded()
                ? "the broker in this router, at tcp://127.0.0.1:" + jms.port()
                : "the broker in channels.jms";
        return "  messages from " + jms.requests() + " of " + broker + "; replies to " + jms.replies() + "\n";
    }

    private static String files(@Nullable FilesEntry files) {
        return files == null
                ? ""
                : "  files    from " + files.inbox() + "; replies to " + files.outbox() + "; what fails to "
                        + files.failed() + "; " + files.parallel() + " calls at one time\n";
    }

    private static String batches(@Nullable BatchesEntry batches, Settings settings) {
        return batches == null
                ? ""
                : "  batches  of OpenAI's API in " + OpenAiFiles.folder(batches, settings.data()) + "; "
                        + batches.parallel() + " lines at one time\n";
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
    }

    private static String line(String state, String name, String text) {
        return String.format("  %-7s  %s: %s%n", state, name, text);
    }
}
