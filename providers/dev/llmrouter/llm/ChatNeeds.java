package dev.llmrouter.llm;

import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.llmrouter.catalog.Capability;
import dev.llmrouter.wire.Needs;
import java.util.Set;

/** What a request in LangChain4j's form needs a model to be able to do. */
final class ChatNeeds {

    private ChatNeeds() {}

    static Set<Capability> of(ChatRequest request) {
        Needs needs = new Needs();
        if (request.toolSpecifications() != null
                && !request.toolSpecifications().isEmpty()) {
            needs.add(Capability.TOOLS);
        }
        if (request.responseFormat() != null && request.responseFormat().jsonSchema() != null) {
            needs.add(Capability.JSON_SCHEMA);
        }
        for (ChatMessage message : request.messages()) {
            if (message instanceof UserMessage user) {
                user.contents().forEach(content -> add(content, needs));
            }
        }
        return needs.all();
    }

    private static void add(Content content, Needs needs) {
        if (content instanceof ImageContent) {
            needs.add(Capability.VISION);
        } else if (content instanceof AudioContent) {
            needs.add(Capability.AUDIO);
        } else if (content instanceof PdfFileContent) {
            needs.add(Capability.PDF);
        }
    }
}
