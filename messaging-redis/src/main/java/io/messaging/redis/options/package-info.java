/** The options of the Redis backend. */
package io.messaging.redis.options;
