/** Internal: groups in Redis, and the subscriptions that are members of them. */
package io.messaging.redis.shared;
