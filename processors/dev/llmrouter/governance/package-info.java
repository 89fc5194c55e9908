/**
 * What must never be violated, whoever asks and whatever the policies say: where data may go, what may become of it, who
 * may ask for what, and what the operator has switched off. All of it are requirements that stand before every ranking,
 * and all of them fail closed: what is not known of a target is not good enough, and a label or a tenant that nobody
 * knows ends the call.
 */
@NullMarked
package dev.llmrouter.governance;

import org.jspecify.annotations.NullMarked;
