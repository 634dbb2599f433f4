/** The systems under comparison: our server, a raw echo, and other brokers. */
package io.messaging.benchmarks.peer;
