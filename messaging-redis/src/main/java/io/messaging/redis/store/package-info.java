/** Internal: the layout of topics in Redis, and the scripts that store and read them. */
package io.messaging.redis.store;
