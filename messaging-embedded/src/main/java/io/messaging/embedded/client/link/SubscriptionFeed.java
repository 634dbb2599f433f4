package io.messaging.embedded.client.link;

import io.messaging.embedded.client.wire.ConnectionPool;
import io.messaging.embedded.client.wire.WireConnection;
import io.messaging.embedded.protocol.ProtocolException;
import io.messaging.embedded.server.MessageServer;
import java.io.IOException;

/** Takes the messages of a link's server, for this process's subscriptions. */
public interface SubscriptionFeed {
    /** The server is in this JVM: has subscriptions read its store. Returns at once. */
    void readStore(ServerLink link, MessageServer server);

    /** Has subscriptions read from a connection, until it ends. The caller closes it. */
    void readConnection(WireConnection connection, ConnectionPool pool) throws IOException, ProtocolException;

    /** No connection could be opened, or it has ended and is closed. */
    void connectionEnded(ServerLink link, String reason);
}
