/** Counting and clearing what is stored. */
package io.messaging.redis.administration;
