/** Which addresses mean one server, and why a port cannot be bound. */
package io.messaging.embedded.address;
