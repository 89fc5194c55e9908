package dev.llmrouter.call;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.llmrouter.catalog.Capability;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.text.Code;
import dev.llmrouter.text.Language;
import dev.llmrouter.tokens.TokenCounter;
import dev.llmrouter.wire.Json;
import dev.llmrouter.wire.Operation;
import dev.llmrouter.wire.WireRequest;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * What conditions may ask of a call. Each fact is found out at its first use and holds for the rest of the call; what a
 * caller wrote oddly is passed over, and no fact of it throws. Used by one thread at a time.
 */
public final class Facts {

    private static final TokenCounter COUNTER = new TokenCounter();

    private final LlmRequest request;
    private final Caller caller;
    private final Origin origin;
    private @Nullable Conversation conversation;
    private @Nullable String prompt;
    private @Nullable String text;
    private @Nullable CountedTokens tokens;
    /** Empty where it is not clear. */
    private @Nullable String language;

    private @Nullable Boolean hasCode;
    private @Nullable Map<String, Object> metadata;
    private @Nullable Instant now;

    Facts(LlmRequest request, Caller caller, Origin origin) {
        this.request = request;
        this.caller = caller;
        this.origin = origin;
    }

    /** {@return the text of the last message of the user, or of the prompt; empty where there is none} */
    public String prompt() {
        String known = prompt;
        if (known == null) {
            known = spoken().prompt();
            prompt = known;
        }
        return known;
    }

    /** {@return the instructions of the system or the developer; empty where there are none} */
    public String system() {
        return spoken().system();
    }

    /** {@return the text of all messages, the instructions and what tools returned among them} */
    public String conversation() {
        String known = text;
        if (known == null) {
            known = spoken().text();
            text = known;
        }
        return known;
    }

    /**
     * {@return what the conversation begins with: the names of the tools, the instructions and the first message, each with a
     * line break behind it; empty where there is none of them}
     *
     * @param longest how much of each is taken, in UTF-16 units
     */
    public String opening(int longest) {
        StringBuilder opening = new StringBuilder(128);
        if (hasTools()) {
            toolNames().forEach(name -> add(name, longest, opening));
        }
        for (Conversation.Turn turn : spoken().turns()) {
            add(turn.text().get(), longest, opening);
            if (turn.role() != Conversation.Role.SYSTEM) {
                break;
            }
        }
        return opening.toString();
    }

    private static void add(String text, int longest, StringBuilder opening) {
        if (!text.isEmpty()) {
            opening.append(text, 0, Math.min(text.length(), longest)).append('\n');
        }
    }

    /** Chat completions have them one level further down than the other dialects. */
    private Stream<String> toolNames() {
        if (request.wire() == null) {
            return request.chat().toolSpecifications().stream().map(ToolSpecification::name);
        }
        return StreamSupport.stream(tree().path("tools").spliterator(), false)
                .map(tool -> tool.path("name").asText(tool.at("/function/name").asText()));
    }

    /** {@return how long the request is, in bytes} */
    public int length() {
        return request.length();
    }

    /** {@return how many tokens the prompt is about, as OpenAI's current models count them} */
    public int tokens() {
        return tokens(COUNTER);
    }

    /**
     * {@return how many tokens the prompt is about} Of a long prompt only the beginning is counted, and the rest estimated
     * by it; what is no chat, or can't be read as one, is estimated by its length.
     */
    public int tokens(TokenCounter counter) {
        CountedTokens known = tokens;
        if (known == null) {
            known = new CountedTokens(request);
            tokens = known;
        }
        return known.by(counter);
    }

    /**
     * {@return the language of the prompt as a code of ISO 639-1; null where that is not clear} In Latin and Cyrillic
     * letters it is not without the jar {@code com.optimaize.languagedetector:language-detector}.
     */
    public @Nullable String language() {
        String known = language;
        if (known == null) {
            known = Objects.requireNonNullElse(Language.of(prompt()), "");
            language = known;
        }
        return known.isEmpty() ? null : known;
    }

    /** {@return whether there is program code in the prompt, as far as one can see} */
    public boolean hasCode() {
        Boolean known = hasCode;
        if (known == null) {
            known = Code.isIn(prompt());
            hasCode = known;
        }
        return known;
    }

    /** {@return whether the model is offered tools} */
    public boolean hasTools() {
        return needs(Capability.TOOLS);
    }

    /** {@return whether there are images in the conversation} */
    public boolean hasImages() {
        return needs(Capability.VISION);
    }

    /** {@return whether there is sound in it} */
    public boolean hasAudio() {
        Operation operation = request.operation();
        return needs(Capability.AUDIO) || operation == Operation.TRANSCRIPTIONS || operation == Operation.TRANSLATIONS;
    }

    /** {@return whether there are files in it, such as PDF} */
    public boolean hasFiles() {
        return needs(Capability.PDF);
    }

    /** {@return whether there are images, sound or files in it} */
    public boolean hasAttachments() {
        return hasImages() || hasAudio() || hasFiles();
    }

    /** {@return whether the reply has to keep to a JSON schema} */
    public boolean wantsSchema() {
        return needs(Capability.JSON_SCHEMA);
    }

    private boolean needs(Capability capability) {
        return request.needs().contains(capability);
    }

    /** {@return how many messages there are, instructions among them} */
    public int messages() {
        return spoken().turns().size();
    }

    /** {@return how many of them are the user's} */
    public int turns() {
        return spoken().count(Conversation.Role.USER);
    }

    /** {@return what is asked for, as the metrics call it: {@code chat}, {@code embeddings}, {@code images} ...} */
    public String operation() {
        return request.operation().word();
    }

    /** {@return the model that the caller asked for; null where it named none} */
    public @Nullable String model() {
        return request.model();
    }

    /** {@return whether the reply is to be a stream} */
    public boolean stream() {
        return request.stream();
    }

    /** {@return a header that came with the request, its name in any case; null where there is none} */
    public @Nullable String header(String name) {
        return caller.header(name);
    }

    /** {@return the user that the caller says it asks for, in {@code user} or its like; null where it does not say} */
    public @Nullable String user() {
        WireRequest wire = request.wire();
        String named = wire == null ? null : wire.user();
        return named != null ? named : elsewhere();
    }

    /** OpenAI's newer word for it, that of Messages, and requests that are not looked through for it. */
    private @Nullable String elsewhere() {
        JsonNode tree = tree();
        return Stream.of(tree.path("safety_identifier"), tree.path("metadata").path("user_id"), tree.path("user"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .findFirst()
                .orElse(null);
    }

    /** {@return the request's {@code metadata}; empty where it has none; not to be changed} */
    @SuppressWarnings("unchecked")
    public Map<String, Object> metadata() {
        Map<String, Object> known = metadata;
        if (known == null) {
            JsonNode written = request.metadata();
            known = written != null && written.isObject()
                    ? Collections.unmodifiableMap(Json.MAPPER.convertValue(written, Map.class))
                    : Map.of();
            metadata = known;
        }
        return known;
    }

    /** {@return on whose account the call is, as the router says; null where it does not} */
    public @Nullable String tenant() {
        return origin.tenant();
    }

    /** {@return the group that the call belongs to, as the router says; null where it does not} */
    public @Nullable String group() {
        return origin.group();
    }

    /** {@return the hour of the day, from 0 to 23, where the router is} */
    public int hour() {
        return time().getHour();
    }

    /** {@return the day of the week there, such as {@code MONDAY}} */
    public String dayOfWeek() {
        return time().getDayOfWeek().name();
    }

    /**
     * {@return whether it is that time now}
     *
     * @param hours as {@link TimeWindow} has them, such as {@code 22:00-06:00 Europe/Berlin}
     * @throws IllegalArgumentException where they can't be read
     */
    public boolean isWithin(String hours) {
        return isWithin(TimeWindow.parse(hours));
    }

    /** {@return the same of hours that have been read} */
    public boolean isWithin(TimeWindow hours) {
        return hours.contains(now(), origin.clock().getZone());
    }

    private ZonedDateTime time() {
        return now().atZone(origin.clock().getZone());
    }

    /** Once for a call: two conditions see the same time. */
    private Instant now() {
        Instant known = now;
        if (known == null) {
            known = origin.clock().instant();
            now = known;
        }
        return known;
    }

    /**
     * {@return what has been found out so far, by name; of the caller's own words nothing but how many they are} Whoever
     * explains a call shows it.
     */
    public Map<String, Object> found() {
        Map<String, Object> found = new LinkedHashMap<>();
        put(found, "tenant", tenant());
        put(found, "group", group());
        put(found, "tokens", tokens == null ? null : tokens.least());
        put(found, "language", language);
        put(found, "code", hasCode);
        put(found, "messages", conversation == null ? null : messages());
        put(found, "time", now == null ? null : time().toString());
        return found;
    }

    private static void put(Map<String, Object> found, String name, @Nullable Object fact) {
        if (fact != null && !fact.equals("")) {
            found.put(name, fact);
        }
    }

    private Conversation spoken() {
        Conversation known = conversation;
        if (known == null) {
            known = request.wire() == null ? Conversation.of(request.chat()) : Conversation.of(tree());
            conversation = known;
        }
        return known;
    }

    private JsonNode tree() {
        WireRequest wire = request.wire();
        try {
            JsonNode tree = wire == null ? null : wire.tree();
            return tree == null ? Json.MAPPER.missingNode() : tree;
        } catch (LlmException unreadable) {
            return Json.MAPPER.missingNode();
        }
    }
}
