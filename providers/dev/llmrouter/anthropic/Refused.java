package dev.llmrouter.anthropic;

import dev.llmrouter.openai.JsonAt;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;

/** What is well said in one dialect and can't be said in the other, so that another target may still take it. */
final class Refused {

    private Refused() {}

    /** {@return the refusal of a value by a target that can't be sent it} */
    static LlmException at(JsonAt place, String why) {
        FailureClass kind = FailureClass.UNSUPPORTED;
        return new Failure(
                        kind,
                        kind.status(),
                        place.path() + " " + why,
                        "invalid_request_error",
                        place.path(),
                        null,
                        null)
                .asException();
    }
}
