/** Servers and clients in processes of their own, all with the same JVM options. */
package io.messaging.benchmarks.process;
