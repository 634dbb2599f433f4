package io.messaging.cli.support;

import io.messaging.administration.Origin;
import java.util.Map;

/** Shows which processes subscribers are in. */
public final class Origins {
    private Origins() {}

    /** Returns the process and the host for a table, as in {@code 4711@crab}; nothing where they are not known. */
    public static String place(Origin origin) {
        return origin == null ? "" : origin.processId() + "@" + origin.host();
    }

    /** Adds process, host and since to a JSON object; null where they are not known. */
    public static void put(Map<String, Object> tree, Origin origin) {
        tree.put("process", origin == null ? null : origin.processId());
        tree.put("host", origin == null ? null : origin.host());
        tree.put("since", origin == null ? null : origin.since().toString());
    }
}
