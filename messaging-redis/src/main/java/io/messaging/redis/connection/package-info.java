/** Internal: connections to a Redis server, its Sentinels or its cluster, and what their failures mean. */
package io.messaging.redis.connection;
