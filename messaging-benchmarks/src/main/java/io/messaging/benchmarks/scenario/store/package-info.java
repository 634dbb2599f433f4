/** Comparisons of the time that a store takes. */
package io.messaging.benchmarks.scenario.store;
