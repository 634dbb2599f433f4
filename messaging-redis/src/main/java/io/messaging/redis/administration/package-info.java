/** Internal: statistics and clearing. */
package io.messaging.redis.administration;
