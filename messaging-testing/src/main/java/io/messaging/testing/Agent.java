package io.messaging.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the agent of a parameter. Parameters with the same name get the same backend, or the same client of the
 * test's bus; the default is {@value #DEFAULT}.
 */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Agent {
    /** The agent of parameters without a name. */
    String DEFAULT = "test";

    /**
     * Names the agent.
     *
     * @return any text that is not blank
     */
    String value();
}
