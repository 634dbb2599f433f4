/**
 * Internal: the log, which holds what a store must not forget, in memory or in a data directory. An
 * {@link io.messaging.store.log.MessageLog} has segments; its {@link io.messaging.store.log.LogOwner} knows what the records mean, and
 * which of them are live. See {@code docs/log.md}.
 */
package io.messaging.store.log;
