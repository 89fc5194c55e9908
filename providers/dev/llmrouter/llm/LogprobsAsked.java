package dev.llmrouter.llm;

import dev.llmrouter.llm.WireModel.Answer;
import dev.llmrouter.openai.LogprobsWish;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.wire.FittedRequest;
import dev.llmrouter.wire.WireRequest;

/**
 * Asks a model for a wish of the router's, how probable the tokens of its reply are. A caller must not suffer from what it
 * did not ask for, so a request that is refused is asked without the wish, and a model that takes it then is spared the
 * wish from then on. Thread-safe.
 */
final class LogprobsAsked {

    private final WireModel model;
    private volatile boolean isRefused;

    LogprobsAsked(WireModel model) {
        this.model = model;
    }

    /** {@code plain} is how the model takes {@code written} without the wish. */
    void ask(LlmRequest request, WireRequest written, FittedRequest plain, Answer answer) {
        WireRequest wished = written instanceof OpenAiRequest chat && !isRefused ? LogprobsWish.in(chat) : written;
        if (wished == written) {
            model.exchange(request, plain.request(), answer);
        } else {
            model.exchange(request, model.fitted(wished).request(), new Answer() {
                @Override
                public void replied(LlmReply reply) {
                    answer.replied(reply);
                }

                @Override
                public void failed(Failure failure) {
                    if (failure.kind() == FailureClass.BAD_REQUEST) {
                        model.exchange(request, plain.request(), sparing(answer));
                    } else {
                        answer.failed(failure);
                    }
                }
            });
        }
    }

    private Answer sparing(Answer answer) {
        return new Answer() {
            @Override
            public void replied(LlmReply reply) {
                isRefused = true;
                answer.replied(reply);
            }

            @Override
            public void failed(Failure failure) {
                answer.failed(failure);
            }
        };
    }
}
