/** The messages that all contenders carry. */
package io.messaging.benchmarks.payload;
