package io.messaging.tck.spec;

import io.messaging.backend.Capability;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Marks a test of the kit with the rule it checks. A rule may have several tests; it holds when none of them fails.
 * A test is skipped, visibly, where the backend does not declare a capability that the test requires.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Test
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(value = Rule.JVM, mode = ResourceAccessMode.READ)
@ResourceLock(value = Rule.CONNECTIONS, mode = ResourceAccessMode.READ)
public @interface Rule {
    /** Locked for writing by tests that look at the whole JVM, and for reading by all others. */
    String JVM = "io.messaging.tck.jvm";

    /** Locked for writing by tests that break connections or restart servers, perhaps those of all tests, and for reading by all others. */
    String CONNECTIONS = "io.messaging.tck.connections";

    /**
     * Returns which rule the test checks.
     *
     * @return an id of the specification, such as {@code RD-03}
     */
    String value();

    /**
     * Returns what the backend must declare for the test to apply.
     *
     * @return capabilities, none for a test that every backend has to pass
     */
    Capability[] requires() default {};
}
