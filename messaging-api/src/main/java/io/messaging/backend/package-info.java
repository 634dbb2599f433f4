/**
 * The contract: what a backend does ({@link io.messaging.backend.MessagingBackend}), how it is made
 * ({@link io.messaging.backend.MessagingBackendFactory}), and what can go wrong
 * ({@link io.messaging.backend.MessagingException} and its subclasses).
 */
package io.messaging.backend;
