/**
 * Prompts that come as messages of a JMS broker. A message is acknowledged in the same transaction in which its reply, its
 * copy for later, or its dead letter is sent, so a process that is killed leaves it where it was. Everything that asks a
 * model is the way of every prompt; here is only what a message is, what becomes of one that nobody answered, and the
 * broker in this process where there is no other.
 */
@NullMarked
package dev.llmrouter.jms;

import org.jspecify.annotations.NullMarked;
