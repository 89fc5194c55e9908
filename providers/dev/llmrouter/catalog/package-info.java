/**
 * What there is to choose from: targets, their prices and time limits, as plain records that a configuration file is
 * read into. Nothing here calls anybody. Secrets are a type of their own so that no record can print one by accident.
 */
@NullMarked
package dev.llmrouter.catalog;

import org.jspecify.annotations.NullMarked;
