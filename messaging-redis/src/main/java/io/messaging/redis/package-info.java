/**
 * The contract kept by Redis: {@link io.messaging.redis.RedisMessagingBackend}, for programs on many machines.
 */
package io.messaging.redis;
