/** Internal: the layout of the Python framework, so that programs in both languages share topics. */
package io.messaging.redis.python;
