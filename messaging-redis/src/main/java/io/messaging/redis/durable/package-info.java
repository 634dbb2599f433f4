/** Internal: what Redis remembers of durable clients, and whose turn it is to handle one of their messages. */
package io.messaging.redis.durable;
