/** What is measured: one class for each line of the bar table. */
package io.messaging.benchmarks.scenario;
