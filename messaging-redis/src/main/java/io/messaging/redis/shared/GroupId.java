package io.messaging.redis.shared;

import io.messaging.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A group of one topic. Immutable.
 *
 * @param group the group's name
 * @param topic the topic
 */
record GroupId(String group, String topic) {
    static GroupId parse(byte[] json) {
        List<Object> pair = JsonText.parseArray(new String(json, StandardCharsets.UTF_8));
        return new GroupId((String) pair.get(0), (String) pair.get(1));
    }

    byte[] toBytes() {
        return JsonText.writeBytes(List.of(group, topic));
    }
}
