/** Internal: how topics lie in Redis, and the scripts that store into them and read them. */
package io.messaging.redis.store;
