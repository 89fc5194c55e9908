package dev.llmrouter.cascade;

import dev.llmrouter.said.Said;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whether a reply refuses: the provider says so, or it is short and begins as refusals do. Words in the middle of a
 * reply, or at the beginning of a long one, prove nothing. A refusal in other words or another language is not seen.
 */
final class Refusals {

    /** Refusals are a sentence or two; what goes on for longer has mostly something to say. */
    private static final int LONGEST = 400;

    private static final Pattern ACCENTS = Pattern.compile("[\\u0300-\\u036f]");
    private static final Pattern APOSTROPHES = Pattern.compile("[\\u2018\\u2019\\u02bc`]");
    private static final Pattern SPACES = Pattern.compile("[ \\u00a0\\n\\t]+");

    private static final String SORRY_EN = "(?:(?:i(?:'m| am) (?:very |really |so |truly )?sorry|sorry|i apologi[sz]e"
            + "|my apologies|unfortunately|i regret)[,.!:;]? *(?:but |that )?)?";
    private static final String AS_AN_AI =
            "(?:as an? (?:ai|artificial intelligence|large language model|language model)" + "[^.,]{0,40}, *)?";

    /** What a model does not do. Nothing that begins a helpful sentence: "I can't wait", "I can't recommend it enough". */
    private static final String DEEDS_EN =
            "(?:help|assist|comply|fulfil|fulfill|provide|answer|discuss|engage|create|generate|write|share|support"
                    + "|continue|do that|do this|offer|give|respond|participate|produce|complete (?:this|that|your)"
                    + "|process|talk about|advise|teach|facilitate|accommodate|be able to help)";

    private static final List<Pattern> OPENINGS = List.of(
            opening(SORRY_EN + AS_AN_AI + SORRY_EN
                    + "i(?:'m| am)? (?:can(?:no|')t|can not|won't|will not|not able to|unable to|must decline to"
                    + "|have to decline to|not allowed to|not permitted to|not comfortable) *"
                    + "(?:really |in good conscience )?"
                    + "(?:with |to )?" + DEEDS_EN),
            opening(SORRY_EN + "i (?:must|have to|need to|will have to|respectfully) (?:decline|refuse)"),
            opening("(?:i(?:'m| am) sorry|sorry)[,.!]? *(?:but )?(?:that|this) (?:is|request|goes|violates)"),
            opening("(?:es tut mir leid|tut mir leid|leider|entschuldigung)[,.!:;]? *(?:aber )?(?:dabei |da |das )?"
                    + "(?:kann|darf|werde) ich [^.!?]{0,60}(?:nicht|keine?n?)\\b"),
            opening(
                    "ich (?:kann|darf|werde) (?:(?:dir|ihnen|euch) )?(?:dabei|damit|dazu|(?:bei |auf )?diese[rmn]? (?:anfrage|bitte|frage))"
                            + "[^.!?]{0,40}nicht"),
            opening(
                    "(?:(?:je suis )?desolee?|je regrette|malheureusement)[,.!:;]? *(?:mais )?je ne (?:peux|puis|suis) pas"),
            opening("je ne (?:peux|puis) pas (?:vous aider|t'aider|repondre a (?:cette|ta|votre)|fournir|satisfaire)"),
            opening("(?:lo siento|lo lamento|disculpa|lamentablemente|desafortunadamente)[,.!:;]? *(?:pero )?no puedo"),
            opening("no puedo (?:ayudarte|ayudarle|ayudar con|proporcionar|cumplir|responder a (?:esa|esta))"),
            opening("(?:mi dispiace|purtroppo|sono spiacente)[,.!:;]? *(?:ma )?non posso"),
            opening("non posso (?:aiutarti|aiutarla|fornire|soddisfare|rispondere a (?:questa|quest))"),
            opening("(?:desculpe|sinto muito|lamento|infelizmente)[,.!:;]? *(?:mas )?(?:eu )?nao posso"),
            opening("(?:eu )?nao posso (?:ajudar|ajuda-lo|fornecer|atender|responder a (?:essa|esta))"),
            opening("(?:het spijt me|sorry|helaas)[,.!:;]? *(?:maar )?(?:daar |hier |dat )?(?:ik kan|kan ik) "
                    + "[^.!?]{0,60}(?:niet|geen)\\b"),
            opening("(?:przykro mi|przepraszam|niestety)[,.!:;]? *(?:ale )?nie moge"),
            opening("(?:к сожалению|извините|простите|мне жаль)[,.!:;]? *(?:но )?я не (?:могу|буду)"),
            opening("(?:申し訳|すみません|ごめんなさい|恐れ入りますが)[^。]{0,60}(?:できません|できかねます|お答えできま|いたしかねます)"),
            opening("(?:很抱歉|抱歉|对不起|對不起)[,，、。!]? *(?:但)?我(?:不能|无法|無法|不可以)"),
            opening("我(?:不能|无法|無法)(?:帮助|幫助|协助|協助|提供|回答|满足|滿足)"),
            opening("(?:죄송하지만|죄송합니다)[,.]? *[^.]{0,60}(?:없습니다|어렵습니다)"));

    private Refusals() {}

    private static Pattern opening(String expression) {
        return Pattern.compile("^" + plain(expression));
    }

    /** {@return whether it refuses} What calls a tool does not. */
    static boolean isIn(Said said) {
        return !said.refusal().isBlank() || said.isFiltered() || (said.calls().isEmpty() && isRefusal(said.text()));
    }

    /** {@return whether a text is short and begins as refusals do} */
    static boolean isRefusal(String text) {
        String stripped = text.strip();
        if (stripped.isEmpty() || stripped.length() > LONGEST) {
            return false;
        }
        String plain = plain(stripped);
        return OPENINGS.stream().anyMatch(opening -> opening.matcher(plain).find());
    }

    /** Without accents, with one kind of apostrophe and of space, in lower case. */
    private static String plain(String text) {
        String apart = Normalizer.normalize(text, Normalizer.Form.NFKD);
        String base = ACCENTS.matcher(apart).replaceAll("");
        String spoken = APOSTROPHES.matcher(base).replaceAll("'");
        return SPACES.matcher(spoken).replaceAll(" ").toLowerCase(Locale.ROOT);
    }
}
