/** Internal: cursors that read the logs of topics for handlers, and the list of subscribers. */
package io.messaging.redis.subscription;
