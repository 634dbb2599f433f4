/**
 * What backends are made of: the base class ({@link io.messaging.spi.AbstractMessagingBackend}), the factory and its options
 * ({@link io.messaging.spi.MessagingBackendFactory}). For authors of backends; programs that use one do not need it.
 */
package io.messaging.spi;
