/** What a server is apart from its sockets: the store, who is subscribed, the counts, the limits. */
package io.messaging.embedded.server.core;
