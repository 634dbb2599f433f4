package io.messaging.redis.shared;

import io.messaging.json.JsonText;
import io.messaging.spi.group.GroupOptions;
import io.messaging.spi.group.OrderingKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Writes and reads what members agree on: equal options are equal texts. */
final class AgreedOptions {
    private AgreedOptions() {}

    static byte[] write(GroupOptions options) {
        return JsonText.writeBytes(Arrays.asList(
                options.namespace(),
                Integer.toString(options.maxAttempts()),
                options.retryBackoff().toString(),
                order(options)));
    }

    /** Returns the name of the key by which messages are ordered; empty for none. */
    static String order(GroupOptions options) {
        return options.orderedBy() == null ? "" : options.orderedBy().toString();
    }

    static GroupOptions read(byte[] json) {
        List<Object> fields = JsonText.parseArray(new String(json, StandardCharsets.UTF_8));
        String order = (String) fields.get(3);
        return new GroupOptions(
                (String) fields.get(0),
                Integer.parseInt((String) fields.get(1)),
                Duration.parse((String) fields.get(2)),
                order.isEmpty() ? null : OrderingKey.named(order));
    }
}
