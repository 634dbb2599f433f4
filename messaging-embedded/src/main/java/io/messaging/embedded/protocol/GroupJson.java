package io.messaging.embedded.protocol;

import io.messaging.administration.SharedGroup;
import io.messaging.embedded.protocol.Command.AttachShared;
import io.messaging.json.InvalidJsonException;
import io.messaging.json.JsonText;
import io.messaging.message.Names;
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
            GroupOptions options = options(tree);
            Set<Long> inHand = new HashSet<>();
            listOrNone(tree, "in_hand").forEach(token -> inHand.add((Long) token));
            List<Outcome> finished = new ArrayList<>();
            listOrNone(tree, "finished").forEach(outcome -> finished.add(outcome((Map<?, ?>) outcome)));
            return new AttachShared(
                    id,
                    topic,
                    group,
                    concurrency,
                    member,
                    options,
                    start,
                    wholeOrZero(tree, "request"),
                    inHand,
                    finished);
        } catch (InvalidJsonException | ClassCastException | DateTimeException | NullPointerException e) {
            throw new ProtocolException(
                    ErrorCode.INVALID, "the options of ATTACH_SHARED are not as the protocol says: " + e, e);
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(ErrorCode.INVALID, e.getMessage(), e);
        }
    }

    /** Each is null or missing for the default. */
    private static GroupOptions options(Map<String, Object> tree) {
        String namespace = (String) tree.get("namespace");
        Number maxAttempts = (Number) tree.get("max_attempts");
        String retryBackoff = (String) tree.get("retry_backoff");
        String orderedBy = (String) tree.get("ordered_by");
        return new GroupOptions(
                namespace == null ? null : Names.require("the namespace", namespace),
                maxAttempts == null ? 1 : attempts(maxAttempts),
                retryBackoff == null ? Duration.ZERO : Duration.parse(retryBackoff),
                orderedBy == null ? null : OrderingKey.named(Names.require("ordered_by", orderedBy)));
    }

    private static int attempts(Number maxAttempts) {
        if (!(maxAttempts instanceof Long number)) {
            throw new IllegalArgumentException("max_attempts is " + maxAttempts + "; it is a whole number from 1");
        }
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number));
    }

    /** Returns a number that a client may leave out, and then is 0. */
    private static long wholeOrZero(Map<?, ?> tree, String name) {
        Object value = tree.get(name);
        if (value == null) {
            return 0;
        }
        if (!(value instanceof Long number) || number < 0) {
            throw new IllegalArgumentException(name + " is " + value + "; it is a whole number from 0");
        }
        return number;
    }

    /** Returns an array that a client may leave out. */
    private static List<?> listOrNone(Map<?, ?> tree, String name) {
        Object value = tree.get(name);
        if (value != null && !(value instanceof List<?>)) {
            throw new IllegalArgumentException(name + " is not an array");
        }
        return list(tree, name);
    }

    private static Outcome outcome(Map<?, ?> tree) {
        String type = (String) tree.get("error_type");
        String retryAfter = (String) tree.get("retry_after");
        return new Outcome(
                wholeOrZero(tree, "token"),
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
