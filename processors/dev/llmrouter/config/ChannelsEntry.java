package dev.llmrouter.config;

import dev.llmrouter.catalog.Doc;
import org.jspecify.annotations.Nullable;

/** The ways besides HTTP on which prompts come. One that does not stand in the file is off. */
@Doc("ways besides HTTP on which prompts come; each is off until it stands here")
public record ChannelsEntry(
        @Doc("messages of a broker") @Nullable JmsEntry jms,
        @Doc("a folder whose files are requests") @Nullable FilesEntry files,
        @Doc("OpenAI's Files and Batch API over HTTP") @Nullable BatchesEntry batches) {

    /** Of a configuration that says nothing of them. */
    public static final ChannelsEntry NONE = new ChannelsEntry(null, null, null);
}
