/** Internal: cursors into the logs of topics that feed handlers, and who is subscribed. */
package io.messaging.redis.subscription;
