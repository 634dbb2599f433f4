package io.messaging.embedded.protocol;

import io.messaging.administration.SharedGroup;
import io.messaging.embedded.protocol.Command.AttachShared;
import io.messaging.json.InvalidJsonException;
import io.messaging.json.JsonText;
import io.messaging.spi.delivery.FailureText;
import io.messaging.spi.group.GroupOptions;
import io.messaging.spi.group.OrderingKey;
import io.messaging.store.CursorStart;
import io.messaging.store.group.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Groups and their options as the JSON objects of {@code ATTACH_SHARED} and {@code LIST_GROUPS}. Thread-safe. */
public final class GroupJson {
    private GroupJson() {}

    /** Returns what {@code ATTACH_SHARED} has in its last word. */
    static Map<String, Object> tree(AttachShared attach) {
        GroupOptions options = attach.options();
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("namespace", options.namespace());
        tree.put("max_attempts", (long) options.maxAttempts());
        tree.put("retry_backoff", options.retryBackoff().toString());
        tree.put(
                "ordered_by",
                options.orderedBy() == null ? null : options.orderedBy().toString());
        if (attach.member() != AttachShared.NEW) {
            tree.put("request", attach.request());
            tree.put("in_hand", List.copyOf(attach.inHand()));
            tree.put("finished", attach.finished().stream().map(GroupJson::tree).toList());
        }
        return tree;
    }

    private static Map<String, Object> tree(Outcome outcome) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("token", outcome.token());
        if (outcome.failure() != null) {
            tree.put("error_type", outcome.failure().type());
            tree.put("error_message", outcome.failure().message());
            tree.put(
                    "retry_after",
                    outcome.retryAfter() == null ? null : outcome.retryAfter().toString());
            tree.put("rejected", outcome.rejected());
        }
        return tree;
    }

    /** Reads {@code ATTACH_SHARED}. */
    static AttachShared attach(
            long id, String topic, String group, int concurrency, long member, CursorStart start, String json)
            throws ProtocolException {
        try {
            Map<String, Object> tree = JsonText.parseObject(json.getBytes(StandardCharsets.UTF_8));
            String key = (String) tree.get("ordered_by");
            GroupOptions options = new GroupOptions(
                    (String) tree.get("namespace"),
                    (int) Math.max(1, Math.min(Integer.MAX_VALUE, number(tree, "max_attempts"))),
                    Duration.parse((String) tree.getOrDefault("retry_backoff", "PT0S")),
                    key == null ? null : OrderingKey.named(key));
            Set<Long> inHand = new HashSet<>();
            list(tree, "in_hand").forEach(token -> inHand.add(((Number) token).longValue()));
            List<Outcome> finished = new ArrayList<>();
            list(tree, "finished").forEach(outcome -> finished.add(outcome((Map<?, ?>) outcome)));
            return new AttachShared(
                    id, topic, group, concurrency, member, options, start, number(tree, "request"), inHand, finished);
        } catch (InvalidJsonException | ClassCastException | DateTimeException | NullPointerException e) {
            throw new ProtocolException(
                    ErrorCode.INVALID, "the options of ATTACH_SHARED are not as the protocol says: " + e, e);
        }
    }

    private static Outcome outcome(Map<?, ?> tree) {
        String type = (String) tree.get("error_type");
        String retryAfter = (String) tree.get("retry_after");
        return new Outcome(
                number(tree, "token"),
                type == null ? null : new FailureText(type, (String) tree.get("error_message")),
                retryAfter == null ? null : Duration.parse(retryAfter),
                Boolean.TRUE.equals(tree.get("rejected")));
    }

    /** Returns the object of a group. */
    public static Map<String, Object> tree(SharedGroup group) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("group", group.name());
        tree.put("topic", group.topic());
        tree.put("namespace", group.namespace());
        tree.put("ordered_by", group.orderedBy());
        tree.put("max_attempts", (long) group.maxAttempts());
        tree.put("position", group.position());
        tree.put("lag", group.lag());
        tree.put("in_flight", group.inFlight());
        tree.put("retries_waiting", group.retriesWaiting());
        tree.put("attempts", group.attempts());
        tree.put("lost", group.lost());
        tree.put("last_seen_millis", group.lastSeen().toEpochMilli());
        tree.put("members", group.members().stream().map(GroupJson::tree).toList());
        return tree;
    }

    private static Map<String, Object> tree(SharedGroup.Member member) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("number", member.number());
        tree.put("connected", member.connected());
        tree.put("concurrency", (long) member.concurrency());
        tree.put("in_flight", (long) member.inFlight());
        SubscriberJson.putOrigin(tree, member.origin());
        return tree;
    }

    /** Reads the object of a group. */
    public static SharedGroup group(Map<?, ?> tree) {
        return new SharedGroup(
                (String) tree.get("group"),
                (String) tree.get("topic"),
                (String) tree.get("namespace"),
                (String) tree.get("ordered_by"),
                (int) number(tree, "max_attempts"),
                number(tree, "position"),
                number(tree, "lag"),
                number(tree, "in_flight"),
                number(tree, "retries_waiting"),
                number(tree, "attempts"),
                number(tree, "lost"),
                Instant.ofEpochMilli(number(tree, "last_seen_millis")),
                list(tree, "members").stream()
                        .map(member -> member((Map<?, ?>) member))
                        .toList());
    }

    private static SharedGroup.Member member(Map<?, ?> tree) {
        return new SharedGroup.Member(
                number(tree, "number"),
                Boolean.TRUE.equals(tree.get("connected")),
                (int) number(tree, "concurrency"),
                (int) number(tree, "in_flight"),
                SubscriberJson.origin(tree));
    }

    private static List<?> list(Map<?, ?> tree, String name) {
        return tree.get(name) instanceof List<?> list ? list : List.of();
    }

    private static long number(Map<?, ?> tree, String name) {
        return tree.get(name) instanceof Number number ? number.longValue() : 0;
    }
}
