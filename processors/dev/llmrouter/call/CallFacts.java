package dev.llmrouter.call;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The facts that conditions ask for, directly on the call: {@code ${variable.call.hasTools}} is
 * {@code ${variable.call.facts.hasTools}}. What each says stands at {@link Facts}.
 */
public interface CallFacts {

    /** {@return the facts} */
    Facts facts();

    /** {@return the text of the last message of the user, or of the prompt; empty where there is none} */
    default String prompt() {
        return facts().prompt();
    }

    /** {@return the instructions of the system or the developer; empty where there are none} */
    default String system() {
        return facts().system();
    }

    /** {@return the text of all messages, the instructions and what tools returned among them} */
    default String conversation() {
        return facts().conversation();
    }

    /** {@return how long the request is, in bytes} */
    default int length() {
        return facts().length();
    }

    /** {@return how many tokens the prompt is about, as OpenAI's current models count them} */
    default int tokens() {
        return facts().tokens();
    }

    /** {@return the language of the prompt as a code of ISO 639-1; null where that is not clear} */
    default @Nullable String language() {
        return facts().language();
    }

    /** {@return whether there is program code in the prompt, as far as one can see} */
    default boolean hasCode() {
        return facts().hasCode();
    }

    /** {@return whether the model is offered tools} */
    default boolean hasTools() {
        return facts().hasTools();
    }

    /** {@return whether there are images in the conversation} */
    default boolean hasImages() {
        return facts().hasImages();
    }

    /** {@return whether there is sound in it} */
    default boolean hasAudio() {
        return facts().hasAudio();
    }

    /** {@return whether there are files in it, such as PDF} */
    default boolean hasFiles() {
        return facts().hasFiles();
    }

    /** {@return whether there are images, sound or files in it} */
    default boolean hasAttachments() {
        return facts().hasAttachments();
    }

    /** {@return whether the reply has to keep to a JSON schema} */
    default boolean wantsSchema() {
        return facts().wantsSchema();
    }

    /** {@return how many messages there are, instructions among them} */
    default int messages() {
        return facts().messages();
    }

    /** {@return how many of them are the user's} */
    default int turns() {
        return facts().turns();
    }

    /** {@return what is asked for, as the metrics call it: {@code chat}, {@code embeddings}, {@code images} ...} */
    default String operation() {
        return facts().operation();
    }

    /** {@return whether the reply is to be a stream} */
    default boolean stream() {
        return facts().stream();
    }

    /** {@return a header that came with the request, its name in any case; null where there is none} */
    default @Nullable String header(String name) {
        return facts().header(name);
    }

    /** {@return the user that the caller says it asks for, in {@code user} or its like; null where it does not say} */
    default @Nullable String user() {
        return facts().user();
    }

    /** {@return the request's {@code metadata}; empty where it has none; not to be changed} */
    default Map<String, Object> metadata() {
        return facts().metadata();
    }

    /** {@return on whose account the call is, as the router says; null where it does not} */
    default @Nullable String tenant() {
        return facts().tenant();
    }

    /** {@return the group that the call belongs to, as the router says; null where it does not} */
    default @Nullable String group() {
        return facts().group();
    }

    /** {@return the hour of the day, from 0 to 23, where the router is} */
    default int hour() {
        return facts().hour();
    }

    /** {@return the day of the week there, such as {@code MONDAY}} */
    default String dayOfWeek() {
        return facts().dayOfWeek();
    }

    /** {@return whether it is that time now, such as {@code 22:00-06:00 Europe/Berlin}} */
    default boolean isWithin(String hours) {
        return facts().isWithin(hours);
    }
}
