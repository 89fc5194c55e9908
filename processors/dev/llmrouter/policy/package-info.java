/**
 * Which targets a call may go to, and in which order. A policy only ranks: it calls nobody, knows no Camel, and any
 * policy may stand inside any other. What has a circuit that is open is tried last rather than never, or it would
 * never be found to have recovered.
 */
@NullMarked
package dev.llmrouter.policy;

import org.jspecify.annotations.NullMarked;
