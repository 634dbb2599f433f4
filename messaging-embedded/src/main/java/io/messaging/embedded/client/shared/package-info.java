/** Internal: a client's memberships in groups, at a server in this JVM or by socket. */
package io.messaging.embedded.client.shared;
