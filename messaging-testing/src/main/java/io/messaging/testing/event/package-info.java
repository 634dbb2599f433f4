/**
 * The events of a test, as {@link io.messaging.testing.DistributedTestScenario#events} and rules of faults see them.
 */
package io.messaging.testing.event;
