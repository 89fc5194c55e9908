package dev.llmrouter.config;

import dev.llmrouter.catalog.Doc;
import org.jspecify.annotations.Nullable;

/** Ways in for requests, besides HTTP and the routes of an application; each is off that does not stand there. */
@Doc("ways in for requests besides HTTP")
public record ChannelsEntry(@Doc("a folder whose files are requests") @Nullable FilesEntry files) {

    /** Of a configuration that says nothing of them. */
    public static final ChannelsEntry NONE = new ChannelsEntry(null);
}
