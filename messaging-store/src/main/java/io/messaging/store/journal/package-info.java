/**
 * Internal: what a store's log keeps of clients and groups. A {@link io.messaging.store.journal.Journal} has a
 * {@link io.messaging.store.journal.Subject} for each of them, and a subject has records that replace each other.
 */
package io.messaging.store.journal;
