package io.messaging.testing;

import io.messaging.testing.space.TestSettings;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Provides the fixtures of messaging tests as parameters of methods and constructors:
 *
 * <ul>
 *   <li>{@link io.messaging.backend.MessagingBackend}, as many as there are names ({@link Agent})
 *   <li>{@link io.messaging.bus.BusClient}, registered under the agent's name with the test's bus
 *   <li>{@link io.messaging.config.MessagingConfig}, for programs that open their backend themselves
 *   <li>{@link DistributedTestScenario}, {@link MessageWaits}, {@link Faults}
 *   <li>{@link TestClock}, which gives the test its own server and clock
 *   <li>{@link io.messaging.message.GemstoneGenerator}, each with its own machine number
 *   <li>{@link io.messaging.embedded.EmbeddedServer}
 * </ul>
 *
 * <p>All tests of a run share a server, and each has its own topics, namespaces and client ids, even under the same names:
 * tests need no restart, and may run in parallel. Fixtures are closed after the test; resources that the test has opened
 * and not closed make it fail, and so does a handler that throws. The report of a failed test shows what was stored and
 * delivered.
 *
 * <p>{@link MessagingExtension} does the same as a field with {@code @RegisterExtension}.
 */
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(MessagingExtension.class)
public @interface MessagingTest {
    /** The backend of {@code messaging-embedded}: a server, and clients in this JVM or over sockets. */
    String EMBEDDED = TestSettings.EMBEDDED;

    /** The backend of {@code messaging-inmemory}: one heap, no sockets, no processes. */
    String IN_MEMORY = TestSettings.IN_MEMORY;

    /**
     * Chooses the backend.
     *
     * @return {@value #EMBEDDED}, {@value #IN_MEMORY}, a configuration as a JSON object, or the path of a {@code .json}
     *     file that holds one
     */
    String backend() default EMBEDDED;

    /**
     * Asks for a server that no other test uses, as {@link Faults#restartServer} needs.
     *
     * @return whether the test has a server of its own
     */
    boolean ownServer() default false;

    /**
     * Asks for the test's own clock, and with it its own server. A test method with a parameter of type
     * {@link TestClock} has one without this.
     *
     * @return whether the test has a clock
     */
    boolean clock() default false;

    /**
     * Whether resources left open fail the test.
     *
     * @return whether to check
     */
    boolean leakCheck() default true;

    /**
     * Whether a handler that throws makes the test fail, even if the test itself would pass. For a durable subscription,
     * only the last attempt counts, after which a dead letter is stored, and each failed assertion. For single expected
     * failures, see {@link DistributedTestScenario#expectHandlerError}.
     *
     * @return whether to fail
     */
    boolean failOnHandlerError() default true;

    /**
     * Sets the time limit of waits, in milliseconds. JUnit's configuration parameter
     * {@code messaging.testing.timeoutFactor} multiplies it, for slow machines.
     *
     * @return more than zero
     */
    long timeoutMillis() default 10_000;
}
