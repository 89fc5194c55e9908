package dev.llmrouter.semantic;

import dev.langchain4j.model.input.PromptTemplate;
import dev.llmrouter.policy.PolicyParts;
import dev.llmrouter.vector.Excerpt;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * How a model is asked for the branch of a prompt.
 *
 * @param template in LangChain4j's form
 * @param branches one on a line: its name, and what it is about
 */
record Question(String template, String branches) {

    private static final String RESOURCE = "resource:";

    /** In word pieces; a model is quicker with less, and what a prompt is about need not be read to its end. */
    private static final int READ = 500;

    /**
     * {@return the question of these options}
     *
     * @throws IllegalArgumentException where its template can't be used
     */
    static Question of(ClassifierOptions options, PolicyParts parts) {
        String branches = options.branches().entrySet().stream()
                .map(branch -> branch.getValue().about() == null
                        ? branch.getKey()
                        : branch.getKey() + ": " + branch.getValue().about())
                .collect(Collectors.joining("\n"));
        Question question = new Question(template(options, parts), branches);
        if (!question.template.contains("{{text}}")) {
            throw new IllegalArgumentException("prompt has no ${text} in it, where the user's text is to stand");
        }
        try {
            PromptTemplate.from(question.template).apply(question.variables("text"));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("prompt can't be used: " + e.getMessage(), e);
        }
        return question;
    }

    /** In the configuration two braces are Camel's, so there it is written another way. */
    private static String template(ClassifierOptions options, PolicyParts parts) {
        String prompt = options.prompt();
        if (prompt == null) {
            return read(Objects.requireNonNull(Question.class.getResourceAsStream("classify.txt")));
        }
        String written = prompt.startsWith(RESOURCE)
                ? read(prompt.substring(RESOURCE.length()).strip(), parts)
                : prompt;
        return written.replace("${text}", "{{text}}").replace("${branches}", "{{branches}}");
    }

    private static String read(String place, PolicyParts parts) {
        try {
            return read(Objects.requireNonNull(parts.resource(place).getInputStream()));
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("prompt names '" + place + "', which can't be read; is it there?", e);
        }
    }

    private static String read(InputStream file) {
        try (file) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** {@return what the template is filled with for a prompt} */
    Map<String, Object> variables(String prompt) {
        Map<String, Object> variables = new HashMap<>();
        variables.put("branches", branches);
        variables.put("text", Excerpt.of(prompt, READ));
        return variables;
    }
}
