package dev.llmrouter.catalog;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Between what a configured number may lie, or how many items a list may have; both ends belong to it. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Range {

    /** {@return the least that is allowed} */
    double min() default Double.NEGATIVE_INFINITY;

    /** {@return the most that is allowed} */
    double max() default Double.POSITIVE_INFINITY;
}
