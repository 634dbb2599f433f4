/** Subscriptions, which outlive links, and the sources that feed them. */
package io.messaging.embedded.client.subscription;
