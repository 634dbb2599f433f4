/**
 * The server: one event loop that owns all sessions, and the store behind it. A session's subscriptions are cursors
 * into the store, read when its socket can take more.
 */
package io.messaging.embedded.server;
