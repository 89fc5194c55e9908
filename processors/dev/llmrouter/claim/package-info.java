/**
 * The Claim Check of attachments: a request names a file that its caller has uploaded, and travels without it through the
 * bus, the queue and the books. The file comes in at the last hop, once for each target that is asked, in the words of
 * the request's own dialect, from where it is put into the provider's like any other attachment.
 */
@NullMarked
package dev.llmrouter.claim;

import org.jspecify.annotations.NullMarked;
