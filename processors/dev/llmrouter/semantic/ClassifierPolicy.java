package dev.llmrouter.semantic;

import dev.llmrouter.aside.Aside;
import dev.llmrouter.aside.Asked;
import dev.llmrouter.aside.Memory;
import dev.llmrouter.call.Purpose;
import dev.llmrouter.call.SideBooks;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.PolicyFactory;
import dev.llmrouter.policy.PolicyParts;
import dev.llmrouter.policy.Selection;
import dev.llmrouter.provider.Jars;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The branch that a small model names for what the user says last; {@code otherwise} where it names none, and while it
 * can't be asked. Costs money and time: its word is remembered for a while. What the prompt says can only lead to
 * another of the branches. Thread-safe.
 */
public final class ClassifierPolicy implements Policy {

    private static final Logger LOG = LoggerFactory.getLogger(ClassifierPolicy.class);

    private static final int REMEMBERED = 1000;
    private static final int MOST_AT_ONCE = 64;

    /** Finds it under {@code classifier}. */
    public static final class Factory implements PolicyFactory<ClassifierOptions> {

        @Override
        public Class<ClassifierOptions> options() {
            return ClassifierOptions.class;
        }

        @Override
        public @Nullable Policy create(ClassifierOptions options, PolicyParts parts) {
            Jars.missing(
                            "org.apache.camel.component.langchain4j.chat.LangChain4jChatComponent",
                            "org.apache.camel:camel-langchain4j-chat")
                    .ifPresent(why -> {
                        throw new IllegalArgumentException("policy classifier can't be used: " + why);
                    });
            return create(options, parts, InstantSource.system());
        }

        static @Nullable Policy create(ClassifierOptions options, PolicyParts parts, InstantSource clock) {
            Map<String, String> uses = new LinkedHashMap<>();
            options.branches().forEach((name, branch) -> uses.put(name, branch.use()));
            Branches branches = Branches.of(uses, options.otherwise(), parts);
            Question question = Question.of(options, parts);
            Member by = parts.member(options.by());
            if (by == null) {
                LOG.warn(
                        "model {}: all prompts go to otherwise: the provider of {} is off",
                        parts.model(),
                        options.by());
            }
            return branches == null
                    ? null
                    : new ClassifierPolicy(
                            branches,
                            by,
                            question,
                            options.timeout(),
                            new Memory<>(REMEMBERED, options.cache(), clock),
                            new ChatQuestion(parts.camel()),
                            Aside.of(parts.camel(), "classifier-" + parts.model(), MOST_AT_ONCE),
                            SideBooks.of(parts.camel()));
        }
    }

    private final Branches branches;
    private final List<String> names;
    private final @Nullable Member by;
    private final Question question;
    private final Duration timeout;
    private final Memory<Branch> memory;
    private final ChatQuestion chat;
    private final Aside aside;
    private final SideBooks books;

    private ClassifierPolicy(
            Branches branches,
            @Nullable Member by,
            Question question,
            Duration timeout,
            Memory<Branch> memory,
            ChatQuestion chat,
            Aside aside,
            SideBooks books) {
        this.branches = branches;
        this.names = branches.all().stream().map(Branch::name).toList();
        this.by = by;
        this.question = question;
        this.timeout = timeout;
        this.memory = memory;
        this.chat = chat;
        this.aside = aside;
        this.books = books;
    }

    @Override
    public List<Target> rank(Selection selection) {
        return branches.rank(choose(selection), selection);
    }

    private @Nullable Branch choose(Selection selection) {
        String prompt = selection.call().facts().prompt();
        Branch known = memory.get(prompt);
        if (known != null) {
            return said(known, selection);
        }
        Target target = mayBeAsked(prompt, selection);
        if (target == null) {
            return null;
        }
        Map<String, Object> variables = question.variables(prompt);
        Asked<String> asked = aside.ask(
                () -> chat.ask(
                        target,
                        question.template(),
                        variables,
                        books.toll(selection.call(), target, Purpose.CLASSIFIER)),
                timeout);
        if (asked.answer() == null) {
            selection.because("otherwise: no word of the classifier: " + asked.trouble());
            return null;
        }
        Integer named = Word.in(asked.answer(), names);
        if (named == null) {
            selection.because("otherwise: the classifier names none of the branches");
            return null;
        }
        Branch branch = branches.all().get(named);
        memory.put(prompt, branch);
        return said(branch, selection);
    }

    private @Nullable Target mayBeAsked(String prompt, Selection selection) {
        if (by == null) {
            selection.because("otherwise: the classifier's provider is off");
        } else if (prompt.isBlank()) {
            selection.because("otherwise: there is no text in the prompt");
        } else if (selection.isRehearsal()) {
            selection.because("otherwise: the classifier is not asked in a rehearsal, and has not been of late");
        } else {
            List<Target> able = by.rank(selection.aside());
            if (!able.isEmpty()) {
                return able.get(0);
            }
            selection.because("otherwise: the classifier may not see the prompt");
        }
        return null;
    }

    private static Branch said(Branch branch, Selection selection) {
        selection.because(
                branch.member() == null
                        ? "otherwise: the provider of the branch that the classifier names is off"
                        : "the classifier says " + branch.name());
        return branch;
    }
}
