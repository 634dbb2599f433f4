/**
 * Fixtures for tests of programs that send messages: {@link io.messaging.testing.MessagingTest} for JUnit,
 * {@link io.messaging.testing.SocketMessagingTestHelper} without it, and
 * {@link io.messaging.testing.DistributedTestScenario} for many agents and real processes.
 */
package io.messaging.testing;
