/**
 * The contract: what a backend does ({@link io.messaging.backend.MessagingBackend}) and what can go wrong
 * ({@link io.messaging.backend.MessagingException} and its subclasses).
 */
package io.messaging.backend;
