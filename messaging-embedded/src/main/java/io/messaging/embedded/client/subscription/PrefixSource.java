package io.messaging.embedded.client.subscription;

import io.messaging.embedded.client.wire.Dialect;
import io.messaging.embedded.protocol.CommandArguments;
import io.messaging.embedded.protocol.ProtocolException;
import io.messaging.embedded.protocol.Words;
import io.messaging.message.Message;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What a server has delivered of all topics with a prefix. Each has its position; what is acknowledged counts by itself. */
final class PrefixSource extends WindowSource {
    /** Written by the connection's reader. */
    private final Map<String, Long> positions = new ConcurrentHashMap<>();

    PrefixSource(SubscriptionChannel channel, long id, String serverId) {
        super(channel, id, serverId);
    }

    @Override
    void attached(Words answer, Dialect dialect) throws ProtocolException {
        positions.putAll(CommandArguments.positions(answer, 3));
    }

    @Override
    public void offerOf(String topic, long position, Message message, long token, long expiryNanos) {
        positions.put(topic, position);
        add(message, topic, token, expiryNanos);
    }

    @Override
    public Map<String, Long> positions() {
        return Map.copyOf(positions);
    }
}
