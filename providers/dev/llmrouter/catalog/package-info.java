/**
 * What there is to choose from: targets, their time limits, and what is known of their models, as plain records that
 * configuration files are read into. What is known is data of a day, never code. Nothing here calls anybody. Secrets are a type of their own so that no record can print one by accident.
 */
@NullMarked
package dev.llmrouter.catalog;

import org.jspecify.annotations.NullMarked;
