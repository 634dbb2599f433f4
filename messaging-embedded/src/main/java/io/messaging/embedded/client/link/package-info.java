/** Which server, and the link to it: over sockets, or directly where it runs in this JVM; who hosts it; what listeners are notified of. */
package io.messaging.embedded.client.link;
