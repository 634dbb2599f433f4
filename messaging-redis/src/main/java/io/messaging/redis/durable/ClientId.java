package io.messaging.redis.durable;

import io.messaging.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A durable client in one topic. Immutable.
 *
 * @param client the client's name
 * @param topic the topic
 */
record ClientId(String client, String topic) {
    static ClientId parse(byte[] json) {
        List<Object> pair = JsonText.parseArray(new String(json, StandardCharsets.UTF_8));
        return new ClientId((String) pair.get(0), (String) pair.get(1));
    }

    byte[] toBytes() {
        return JsonText.writeBytes(List.of(client, topic));
    }
}
