/**
 * What a router passes on without translating it: images, sound, moderations, rankings. It reads of a request which
 * model is wanted, of a reply what it used and whether it is an error, and leaves every other byte as it is.
 */
@NullMarked
package dev.llmrouter.passthrough;

import org.jspecify.annotations.NullMarked;
