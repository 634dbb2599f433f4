/** Internal: the state of durable clients in Redis, and the turns in which their messages are handled. */
package io.messaging.redis.durable;
