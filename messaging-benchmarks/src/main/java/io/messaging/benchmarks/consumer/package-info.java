/** Subscribers and readers in processes of their own. */
package io.messaging.benchmarks.consumer;
