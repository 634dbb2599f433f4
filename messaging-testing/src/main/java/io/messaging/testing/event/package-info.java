/** What happens in a test, as {@link io.messaging.testing.DistributedTestScenario#events} and rules of faults see it. */
package io.messaging.testing.event;
