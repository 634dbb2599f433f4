/** What a data directory costs, beside others that keep messages on disk. */
package io.messaging.benchmarks.scenario.disk;
