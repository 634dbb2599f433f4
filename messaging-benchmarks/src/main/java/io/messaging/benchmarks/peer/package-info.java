/** Those that are measured: our server, the raw echo, and the brokers that one would take instead. */
package io.messaging.benchmarks.peer;
