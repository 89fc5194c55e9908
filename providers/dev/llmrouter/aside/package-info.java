/**
 * What is asked on the side while a call waits, such as what a prompt means. Within a time limit, by a bounded number
 * of threads, with a circuit breaker, and with a memory of the last answers: it may be slow or broken, and no call
 * fails of it.
 */
@NullMarked
package dev.llmrouter.aside;

import org.jspecify.annotations.NullMarked;
