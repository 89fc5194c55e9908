package dev.llmrouter.route;

import dev.llmrouter.provider.Provider;
import java.util.List;
import java.util.Objects;

/** What the standalone router prints when it is ready: where it is, who answers, and a line to try it with. */
final class Banner {

    private Banner() {}

    static String of(Settings settings, int port, LlmRouter router) {
        String host = settings.host().equals("0.0.0.0") || settings.host().equals("::") ? "localhost" : settings.host();
        String url = "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        StringBuilder banner = new StringBuilder("\nllm-router takes calls at " + url + "/v1\n");
        if (!isLoopback(settings.host())) {
            banner.append("  careful  it listens beyond this machine, and asks nobody for a key yet\n");
        }
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
        router.disabled().forEach(target -> banner.append(line("off", target, "disabled")));
        List<String> models = router.models();
        String model = models.isEmpty() ? "PROVIDER/MODEL" : models.get(0);
        return banner.append("  models   ")
                .append(models.isEmpty() ? "none configured; ask for PROVIDER/MODEL" : String.join(", ", models))
                .append("\n  metrics  " + url + "/observe/metrics\n  try it\n    curl " + url
                        + "/v1/chat/completions -H 'content-type: application/json' \\\n      -d '{\"model\":\"" + model
                        + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}'\n")
                .toString();
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
    }

    private static String line(String state, String name, String text) {
        return String.format("  %-7s  %s: %s%n", state, name, text);
    }
}
