package dev.llmrouter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the compiler can't say about the layers; see the table in README.md. */
class ArchitectureTest {

    private static final List<String> ROOTS = List.of("providers", "processors", "routes");
    private static final Pattern OURS = Pattern.compile("\\bdev\\.llmrouter\\.([a-z]+)\\.");
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package (.*);$");

    private static List<Path> sources(String root) {
        try (Stream<Path> files = Files.walk(Path.of(root))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> packages(String root) {
        Set<String> packages = new TreeSet<>();
        for (Path file : sources(root)) {
            Matcher declared = PACKAGE.matcher(text(file));
            assertThat(declared.find()).as(file.toString()).isTrue();
            packages.add(declared.group(1).replace("dev.llmrouter.", ""));
        }
        return packages;
    }

    /** Those of our packages that a source names, in an import or elsewhere in code. */
    private static Set<String> named(Path file) {
        Set<String> named = new TreeSet<>();
        text(file).lines().filter(line -> !line.strip().startsWith("*")).forEach(line -> {
            Matcher ours = OURS.matcher(line);
            while (ours.find()) {
                named.add(ours.group(1));
            }
        });
        return named;
    }

    @Test
    void noPackageLivesInTwoRoots() {
        Set<String> seen = new HashSet<>();
        for (String root : ROOTS) {
            for (String name : packages(root)) {
                assertThat(seen.add(name)).as(name + " in " + root).isTrue();
            }
        }
    }

    @Test
    void aLayerKnowsNothingOfThoseAbove() {
        for (int i = 0; i < ROOTS.size() - 1; i++) {
            Set<String> above = new TreeSet<>();
            ROOTS.subList(i + 1, ROOTS.size()).forEach(root -> above.addAll(packages(root)));
            for (Path file : sources(ROOTS.get(i))) {
                assertThat(named(file)).as(file.toString()).doesNotContainAnyElementsOf(above);
            }
        }
    }

    @Test
    void aCapabilityKnowsNoOtherButTheCallAndWhatAPolicyIs() {
        for (String capability : packages("processors")) {
            Set<String> others = packages("processors");
            others.remove(capability);
            others.removeAll(List.of("call", "policy"));
            for (Path file : sources("processors/dev/llmrouter/" + capability)) {
                assertThat(named(file)).as(file.toString()).doesNotContainAnyElementsOf(others);
            }
        }
    }

    @Test
    void theCallKnowsNoCapability() {
        Set<String> others = packages("processors");
        others.remove("call");
        for (Path file : sources("processors/dev/llmrouter/call")) {
            assertThat(named(file)).as(file.toString()).doesNotContainAnyElementsOf(others);
        }
    }

    @Test
    void everyPackageSaysWhyItIsThere() {
        for (String root : ROOTS) {
            for (String name : packages(root)) {
                Path why = Path.of(root, "dev/llmrouter", name, "package-info.java");
                assertThat(why).exists();
                assertThat(text(why)).contains("@NullMarked").contains("/**");
            }
        }
    }
}
