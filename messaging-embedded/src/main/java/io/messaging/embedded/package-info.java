/** A messaging backend for many processes on one machine: an embedded socket server and its client. */
package io.messaging.embedded;
