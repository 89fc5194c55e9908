package dev.llmrouter.config;

import dev.llmrouter.config.Findings.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What only the whole file tells: whether names are well formed and unique, and whether each reference leads somewhere. */
final class NameChecks {

    /** A name is part of a Camel URI, and a slash is kept for PROVIDER/MODEL. */
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:-]+");

    /** As callers may know a model from elsewhere, {@code openai/gpt-4.1-mini}. */
    static final Pattern MODEL_NAME = Pattern.compile(NAME + "(?:/" + NAME + ")*");

    static final Pattern PROVIDER_NAME = Pattern.compile("[A-Za-z0-9._-]+");

    /** A label stands in a list with commas, and a tenant in logs. */
    static final Pattern WORD = Pattern.compile("[A-Za-z0-9._-]+");

    static final KeyPath PROVIDERS = KeyPath.ROOT.key("providers");
    static final KeyPath TARGETS = KeyPath.ROOT.key("targets");
    static final KeyPath MODELS = KeyPath.ROOT.key("models");
    private static final KeyPath CHANNELS = KeyPath.ROOT.key("channels");
    private static final KeyPath FALLBACKS = KeyPath.ROOT.key("fallbacks");
    private static final KeyPath LABELS = KeyPath.ROOT.key("labels");
    private static final KeyPath TENANTS = KeyPath.ROOT.key("tenants");
    private static final KeyPath ORGANIZATIONS = KeyPath.ROOT.key("organizations");

    private final Findings findings;
    private final Set<String> providers;
    private final Set<String> targets;
    private final Set<String> models;
    private final Set<String> types;

    /** {@code types} are those whose providers may be on without an entry, under that name. */
    NameChecks(Findings findings, Set<String> types) {
        this.findings = findings;
        this.providers = findings.names(PROVIDERS);
        this.targets = findings.names(TARGETS);
        this.models = findings.names(MODELS);
        this.types = types;
    }

    void run() {
        if (providers.isEmpty()) {
            findings.report(PROVIDERS, "no provider; add one, such as sim: {type: simulator}");
        }
        checkSpelling(PROVIDERS, PROVIDER_NAME, "letters, digits and . _ -");
        checkSpelling(TARGETS, NAME, "letters, digits and . _ - :");
        checkSpelling(MODELS, MODEL_NAME, "letters, digits and . _ - : /");
        models.forEach(this::checkPrefix);
        checkSpelling(LABELS, WORD, "letters, digits and . _ -");
        checkSpelling(TENANTS, WORD, "letters, digits and . _ -");
        checkSpelling(ORGANIZATIONS, WORD, "letters, digits and . _ -");
        findings.names(TENANTS).forEach(this::checkOrganization);
        targets.forEach(this::checkProvider);
        findings.named().forEach(this::checkNamed);
        models.stream()
                .filter(targets::contains)
                .forEach(name -> findings.report(MODELS.key(name), "is the name of a target already"));
        models.forEach(name -> members(MODELS.key(name)).forEach(this::checkMember));
        targets.forEach(name -> members(TARGETS.key(name)).forEach(this::checkMember));
        Stream.of(FALLBACKS, TENANTS, ORGANIZATIONS, CHANNELS)
                .flatMap(this::members)
                .forEach(this::checkMember);
        ModelCycles.in(references())
                .forEach(cycle -> findings.report(
                        (models.contains(cycle.get(0)) ? MODELS : TARGETS).key(cycle.get(0)),
                        "leads back to itself: " + String.join(" -> ", cycle)));
    }

    /** What names something, wherever it stands, has to name something that is there. */
    void checkReferences() {
        findings.named().forEach(this::checkNamed);
        members(KeyPath.ROOT).forEach(this::checkMember);
    }

    private Map<String, List<Text>> references() {
        Map<String, List<Text>> references = new LinkedHashMap<>();
        models.forEach(model -> references.put(model, references(MODELS.key(model))));
        targets.forEach(target -> references.putIfAbsent(target, references(TARGETS.key(target))));
        return references;
    }

    private List<Text> references(KeyPath within) {
        return members(within)
                // a shadow is asked after its model, and asks no shadow itself; a fallback is asked once
                .filter(at -> !at.isWithin(within.key("shadow")) && !at.isWithin(within.key("fallbacks")))
                .flatMap(at -> findings.text(at).stream())
                .filter(text -> models.contains(text.value()) || targets.contains(text.value()))
                .toList();
    }

    private void checkSpelling(KeyPath section, Pattern pattern, String allowed) {
        findings.names(section).stream()
                .filter(name -> !pattern.matcher(name).matches())
                .forEach(name -> findings.report(section.key(name), "a name here is made of " + allowed + " only"));
    }

    /** What a name means must not depend on who reads it first. */
    private void checkPrefix(String model) {
        int slash = model.indexOf('/');
        if (slash > 0 && providers.contains(model.substring(0, slash))) {
            findings.report(
                    MODELS.key(model),
                    "means the model '" + model.substring(slash + 1) + "' of the provider '" + model.substring(0, slash)
                            + "' already; give the provider or the model another name");
        }
    }

    private void checkProvider(String target) {
        KeyPath at = TARGETS.key(target).key("provider");
        findings.text(at)
                .filter(text -> !providers.contains(text.value()))
                .ifPresent(text -> findings.report(at, unknown("provider", text, text.value(), providers)));
    }

    private void checkOrganization(String tenant) {
        Set<String> organizations = findings.names(ORGANIZATIONS);
        KeyPath at = TENANTS.key(tenant).key("organization");
        findings.text(at)
                .filter(text -> !organizations.contains(text.value()))
                .ifPresent(text -> findings.report(at, unknown("organization", text, text.value(), organizations)));
    }

    /** A demand may name what is there by itself, too; a name that is nowhere would demand nothing, or too much. */
    private void checkNamed(KeyPath at, KeyPath section) {
        Text text = findings.text(at).orElseThrow();
        String name = text.value();
        int slash = name.indexOf('/');
        if (section.equals(PROVIDERS)) {
            checkProvider(at, text, name);
        } else if (slash > 0) {
            checkProvider(at, text, name.substring(0, slash));
        } else if (!targets.contains(name)) {
            findings.report(at, unknown("target", text, name, targets));
        }
    }

    private void checkProvider(KeyPath at, Text text, String name) {
        if (!providers.contains(name) && !types.contains(name)) {
            findings.report(at, unknown("provider", text, name, providers));
        }
    }

    private void checkMember(KeyPath at) {
        Text text = findings.text(at).orElseThrow();
        String name = text.value();
        int slash = name.indexOf('/');
        if (slash > 0 && slash < name.length() - 1) {
            String provider = name.substring(0, slash);
            if (!providers.contains(provider)) {
                findings.report(at, unknown("provider", text, provider, providers));
            }
        } else if (!models.contains(name) && !targets.contains(name)) {
            Set<String> known = new TreeSet<>(models);
            known.addAll(targets);
            findings.report(at, unknown("model or target", text, name, known));
        }
    }

    private static String unknown(String what, Text text, String name, Set<String> known) {
        return "unknown " + what
                + (text.isResolved()
                        ? " behind the placeholder; " + Hint.list(known)
                        : " " + name + "; " + Hint.of(name, known));
    }

    private Stream<KeyPath> members(KeyPath within) {
        return findings.referencesAt(within).stream()
                .filter(at -> findings.text(at).isPresent());
    }
}
