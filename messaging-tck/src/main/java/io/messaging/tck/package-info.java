/**
 * The technology compatibility kit: tests that every messaging backend has to pass. An author extends
 * {@link io.messaging.tck.MessagingBackendTck}; the rules are stated in {@code docs/specification.md}.
 */
package io.messaging.tck;
