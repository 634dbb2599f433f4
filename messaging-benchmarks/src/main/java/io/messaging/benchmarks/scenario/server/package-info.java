/** The server's start and memory, and reads of large topics. */
package io.messaging.benchmarks.scenario.server;
