package dev.llmrouter.content;

import dev.llmrouter.call.Channel;
import java.util.Set;

/**
 * Which calls a person decides on.
 *
 * @param when a Simple predicate
 * @param reason for that person, and for who called
 */
public record HoldRule(String when, String reason, Set<Channel> channels) {}
