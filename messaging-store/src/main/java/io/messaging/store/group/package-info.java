/**
 * Internal: what a broker remembers of shared subscriptions. A {@link io.messaging.store.group.GroupRegistry} has groups,
 * a group has a {@code Backlog} with what is not settled, and a {@link io.messaging.store.group.Member} is one
 * instance's share in it.
 */
package io.messaging.store.group;
