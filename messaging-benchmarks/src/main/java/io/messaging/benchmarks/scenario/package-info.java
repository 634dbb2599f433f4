/** What a scenario is made of: effort, resources, results. */
package io.messaging.benchmarks.scenario;
