/** Running servers: one event loop each that owns all sessions, and the store behind it. */
package io.messaging.embedded.server;
