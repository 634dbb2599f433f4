/** Comparisons of delivery rates, and how durable clients catch up. */
package io.messaging.benchmarks.scenario.delivery;
