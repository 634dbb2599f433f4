/**
 * The contract in one heap: {@link io.messaging.inmemory.InMemoryMessagingBackend}, for tests and for programs of one
 * process.
 */
package io.messaging.inmemory;
