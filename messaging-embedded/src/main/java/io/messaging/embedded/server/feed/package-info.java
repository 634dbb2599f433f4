/** A session's subscriptions: cursors into the store on their way to a socket. */
package io.messaging.embedded.server.feed;
