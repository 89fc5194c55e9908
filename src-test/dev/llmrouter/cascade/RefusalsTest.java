package dev.llmrouter.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I'm sorry, but I can't help with that.",
                "I’m sorry, I can’t assist with that request.",
                "Sorry, I can't do that.",
                "I cannot provide instructions for that.",
                "I can not help you with this.",
                "I am unable to assist with this request.",
                "I'm not able to create content of that kind.",
                "I won't write malware.",
                "As an AI language model, I cannot engage in such conversations.",
                "I'm really sorry, but I'm unable to provide the help that you need.",
                "Unfortunately, I cannot fulfill this request.",
                "I apologize, but I can't discuss that.",
                "I must decline to answer.",
                "I'm sorry, but that request violates our policy.",
                "  \n I'm sorry, but I can't help with that.",
                "I can't help with that.\n\nIs there something else you would like to talk about?",
                "Es tut mir leid, aber dabei kann ich nicht helfen.",
                "Leider kann ich dir dabei nicht helfen.",
                "Ich kann bei dieser Anfrage leider nicht helfen.",
                "Je suis désolé, mais je ne peux pas vous aider avec cette demande.",
                "Désolée, je ne peux pas faire cela.",
                "Lo siento, pero no puedo ayudarte con eso.",
                "Mi dispiace, ma non posso aiutarti.",
                "Desculpe, mas não posso ajudar com isso.",
                "Het spijt me, maar daar kan ik je niet mee helpen.",
                "Przepraszam, ale nie mogę w tym pomóc.",
                "Извините, но я не могу помочь с этим.",
                "申し訳ありませんが、そのご要望にはお応えできません。",
                "很抱歉，我无法提供这方面的帮助。",
                "죄송하지만 그 요청은 도와드릴 수 없습니다."
            })
    void knowsARefusal(String text) {
        assertThat(Refusals.isRefusal(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I can't wait to see you!",
                "I can't recommend it enough.",
                "I cannot stress enough how important sleep is.",
                "I'm sorry to hear that. Have you tried turning it off and on again?",
                "Sorry for the confusion: the answer is 4.",
                "Unfortunately, the train leaves at six.",
                "I am unable to find a mistake: your proof is right.",
                "The phrase \"I'm sorry, but I can't help with that\" is a typical refusal.",
                "Yes.",
                "Leider regnet es morgen.",
                "Ich kann schwimmen.",
                "Je ne peux pas attendre !",
                "Lo siento mucho por tu pérdida.",
                "{\"refusal\":\"I can't help with that\"}",
                "I will help you with that.",
                "I can provide more examples if you like.",
                ""
            })
    void knowsWhatIsNone(String text) {
        assertThat(Refusals.isRefusal(text)).isFalse();
    }

    @Property(tries = 200)
    void whatGoesOnForLongerIsNone(@ForAll @StringLength(min = 400, max = 600) String text) {
        assertThat(Refusals.isRefusal("I can't help with that. " + text + "!")).isFalse();
    }

    @Property(tries = 500)
    void whatDoesNotBeginAsOneIsNone(@ForAll @StringLength(max = 200) String text) {
        assertThat(Refusals.isRefusal("Answer: " + text + " I can't help with that."))
                .isFalse();
    }
}
