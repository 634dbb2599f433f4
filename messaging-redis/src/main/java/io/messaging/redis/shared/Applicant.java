package io.messaging.redis.shared;

import io.messaging.administration.Origin;
import io.messaging.json.JsonText;
import io.messaging.spi.group.GroupOptions;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * Who asks to join a group. Immutable.
 *
 * @param name of the member; somebody listens on its channel
 * @param concurrency how many messages it has at once
 * @param options what it wants the members to agree on
 * @param origin its process, and since when it is subscribed
 * @param again whether it was a member before under another name, so that a group that was forgotten stays so
 */
record Applicant(String name, int concurrency, GroupOptions options, Origin origin, boolean again) {
    private static final int FIELDS = 3;

    byte[] originText() {
        return JsonText.writeBytes(
                List.of(origin.processId(), origin.host(), origin.since().toEpochMilli()));
    }

    /** Returns null for the text of a member of an older version, which is empty. */
    static Origin origin(byte[] text) {
        if (text.length == 0) {
            return null;
        }
        List<Object> fields = JsonText.parseArray(new String(text, StandardCharsets.UTF_8));
        return fields.size() >= FIELDS
                        && fields.get(0) instanceof Number process
                        && fields.get(1) instanceof String host
                        && fields.get(2) instanceof Number since
                ? new Origin(process.longValue(), host, Instant.ofEpochMilli(since.longValue()))
                : null;
    }
}
