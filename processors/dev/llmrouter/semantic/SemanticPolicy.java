package dev.llmrouter.semantic;

import dev.llmrouter.aside.Asked;
import dev.llmrouter.aside.Toll;
import dev.llmrouter.call.Purpose;
import dev.llmrouter.call.SideBooks;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.PolicyFactory;
import dev.llmrouter.policy.PolicyParts;
import dev.llmrouter.policy.Selection;
import dev.llmrouter.vector.Neighbours;
import dev.llmrouter.vector.TextVectors;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The branch whose examples are nearest to what the user says last; {@code otherwise} where none is near, and while it
 * can't be told, since no call is to fail of that. Thread-safe.
 */
public final class SemanticPolicy implements Policy {

    private static final Logger LOG = LoggerFactory.getLogger(SemanticPolicy.class);

    /** For how long examples that could not be learnt are left alone. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    /** Finds it under {@code semantic}. */
    public static final class Factory implements PolicyFactory<SemanticOptions> {

        @Override
        public Class<SemanticOptions> options() {
            return SemanticOptions.class;
        }

        @Override
        public @Nullable Policy create(SemanticOptions options, PolicyParts parts) {
            Map<String, String> uses = new LinkedHashMap<>();
            options.branches().forEach((name, branch) -> uses.put(name, branch.use()));
            Branches branches = Branches.of(uses, options.otherwise(), parts);
            Examples examples = Examples.of(options.branches(), parts);
            EmbeddingChoice embedding = EmbeddingChoice.of(options.embedding(), parts);
            if (branches == null) {
                return null;
            }
            TextVectors vectors = embedding.vectors();
            if (vectors == null) {
                LOG.warn("model {}: all prompts go to otherwise: {}", parts.model(), embedding.trouble());
                return new Stuck(branches, "otherwise: " + embedding.trouble());
            }
            LearnExamples.Task task = new LearnExamples.Task(
                    parts.model(),
                    examples,
                    options.threshold(),
                    () -> parts.isInService(options.embedding()),
                    toll(parts, options.embedding()));
            return new SemanticPolicy(
                    options,
                    branches,
                    embedding,
                    examples.branches(),
                    LearnExamples.begin(task, vectors, parts.camel(), PAUSE),
                    SideBooks.of(parts.camel()));
        }

        private static Toll toll(PolicyParts parts, String name) {
            Target target = parts.target(name);
            return target == null ? Toll.FREE : SideBooks.of(parts.camel()).toll(null, target, Purpose.EXAMPLES);
        }
    }

    /** Goes on without vectors. */
    private record Stuck(Branches branches, String why) implements Policy {

        @Override
        public List<Target> rank(Selection selection) {
            selection.because(why);
            return branches.rank(null, selection);
        }
    }

    private final int neighbours;
    private final Duration timeout;
    private final Branches branches;
    private final List<Member> named;
    private final EmbeddingChoice embedding;
    private final int[] branchOf;
    private final LearnExamples learning;
    private final SideBooks books;

    private SemanticPolicy(
            SemanticOptions options,
            Branches branches,
            EmbeddingChoice embedding,
            int[] branchOf,
            LearnExamples learning,
            SideBooks books) {
        this.neighbours = options.neighbours();
        this.timeout = options.timeout();
        this.branches = branches;
        this.named = branches.named();
        this.embedding = embedding;
        this.branchOf = branchOf;
        this.learning = learning;
        this.books = books;
    }

    @Override
    public List<Target> rank(Selection selection) {
        return branches.rank(choose(selection), selection);
    }

    private @Nullable Branch choose(Selection selection) {
        ExampleSpace space = learning.learnt();
        if (space == null) {
            selection.because("otherwise: its examples are not learnt yet");
            return null;
        }
        Asked<float[]> asked = vector(selection);
        float[] vector = asked.answer();
        if (vector == null) {
            selection.because("otherwise: no vector of the prompt: " + asked.trouble());
            return null;
        }
        if (vector.length != space.index().dimension()) {
            selection.because("otherwise: the vector of the prompt is longer or shorter than those of the examples");
            return null;
        }
        return nearest(space, vector, selection);
    }

    private Asked<float[]> vector(Selection selection) {
        String prompt = selection.call().facts().prompt();
        TextVectors vectors = embedding.vectors();
        if (prompt.isBlank() || vectors == null) {
            return Asked.none("there is no text in it");
        }
        return vectors.isInProcess()
                ? vectors.ask(prompt, timeout, Toll.FREE)
                : vectorElsewhere(prompt, vectors, selection);
    }

    private Asked<float[]> vectorElsewhere(String prompt, TextVectors vectors, Selection selection) {
        float[] remembered = vectors.remembered(prompt);
        if (remembered != null) {
            return Asked.of(remembered);
        }
        if (selection.isRehearsal()) {
            return Asked.none("nobody is asked in a rehearsal");
        }
        Target target = embedding.maySee(selection);
        return target == null
                ? Asked.none("the embedding model may not see it")
                : vectors.ask(prompt, timeout, books.toll(selection.call(), target, Purpose.EMBEDDING));
    }

    private @Nullable Branch nearest(ExampleSpace space, float[] vector, Selection selection) {
        Neighbours near = space.index().nearest(vector, neighbours);
        Vote vote = new Vote(near, branchOf, named.size());
        selection.compared("similarity of the nearest example", named, vote.nearest());
        if (near.similarity()[0] < space.threshold()) {
            selection.because("otherwise: no example is near enough");
            return null;
        }
        selection.compared("share in the votes of the nearest examples", named, vote.shares());
        Branch chosen = branches.all().get(vote.first());
        if (chosen.member() == null) {
            selection.because("otherwise: the provider of the nearest branch is off");
        }
        return chosen;
    }
}
