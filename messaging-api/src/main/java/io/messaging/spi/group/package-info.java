/** What the members of a group agree on, for backends with shared subscriptions. */
package io.messaging.spi.group;
