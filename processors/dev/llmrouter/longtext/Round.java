package dev.llmrouter.longtext;

import dev.llmrouter.llm.LlmRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What is asked at one time: parts of a text, or all that was said to them.
 *
 * @param requests in the order of the text
 * @param isLast whether its one reply is that of the call
 */
record Round(List<LlmRequest> requests, boolean isLast) {

    /** A part that has less room than that is not worth asking for. */
    private static final int LEAST = 32;

    /** {@return the first round: the text of a prompt in parts} */
    static Round map(LongPrompt prompt, LongTextOptions options, Room room) {
        return new Round(requests(prompt, options.map(), prompt.text(), options.overlap(), room), false);
    }

    /** {@return the round behind another: what was said to its parts at once, or in parts where that is still too long} */
    static Round reduce(LongPrompt prompt, LongTextOptions options, String said, Room room) {
        int left = room.besides(prompt.last(wrapped(options.reduce(), "")));
        return room.tokens(said) <= left
                ? new Round(List.of(prompt.last(wrapped(options.reduce(), said))), true)
                : new Round(requests(prompt, options.reduce(), said, 0, room), false);
    }

    private static List<LlmRequest> requests(
            LongPrompt prompt, String instruction, String text, int overlap, Room room) {
        Function<String, LlmRequest> asking = part -> prompt.part(wrapped(instruction, part));
        int left = room.besides(asking.apply(""));
        if (left < LEAST) {
            return List.of();
        }
        List<LlmRequest> requests = new ArrayList<>();
        TextCutter.cut(text, left, overlap, room::tokens).forEach(part -> requests.add(asking.apply(part)));
        return requests;
    }

    private static String wrapped(String instruction, String text) {
        return instruction + "\n\n<text>\n" + text + "\n</text>";
    }

    /** {@return what was said to one part, as it stands in the next round} */
    static String answer(int number, String said) {
        return "<part number=\"" + number + "\">\n" + said + "\n</part>";
    }
}
