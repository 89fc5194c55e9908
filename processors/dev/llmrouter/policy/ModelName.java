package dev.llmrouter.policy;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a text, or a list of them, of a policy's options that names what it chooses from: a model or a target of the
 * file, or {@code PROVIDER/MODEL}. Such names are checked when the file is read, and found where they lead in a circle.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface ModelName {

    /** Whether it may answer calls; false for one that is only asked for its opinion. */
    boolean answers() default true;
}
