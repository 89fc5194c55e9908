package dev.llmrouter.semantic;

import dev.llmrouter.policy.PolicyParts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The examples of all branches.
 *
 * @param branches for each text, the place of its branch
 */
@SuppressWarnings("ArrayRecordComponent") // made once, compared by nobody
record Examples(List<String> texts, int[] branches) {

    /**
     * {@return the examples in the options and in the files that these name}
     *
     * @throws IllegalArgumentException where such a file can't be used
     */
    static Examples of(Map<String, ExampleBranch> options, PolicyParts parts) {
        List<String> texts = new ArrayList<>();
        List<Integer> branches = new ArrayList<>();
        int branch = 0;
        for (Map.Entry<String, ExampleBranch> entry : options.entrySet()) {
            texts.addAll(texts(entry.getKey(), entry.getValue(), parts));
            while (branches.size() < texts.size()) {
                branches.add(branch);
            }
            branch++;
        }
        return new Examples(texts, branches.stream().mapToInt(place -> place).toArray());
    }

    private static List<String> texts(String name, ExampleBranch branch, PolicyParts parts) {
        List<String> texts = new ArrayList<>(branch.examples());
        if (branch.file() != null) {
            try {
                texts.addAll(ExampleFile.read(parts.resource(branch.file())));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "branches." + name + ".file names '" + branch.file() + "', which " + e.getMessage(), e);
            }
        }
        return texts;
    }
}
