/** The command {@code bench}. */
package io.messaging.benchmarks;
