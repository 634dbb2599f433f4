/**
 * The message model: {@link io.messaging.message.Message}, its id and the small values it is made of. Everything here
 * is immutable, except the builder and the generator, and knows nothing of backends.
 */
package io.messaging.message;
