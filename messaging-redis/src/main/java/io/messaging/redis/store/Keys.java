package io.messaging.redis.store;

import io.messaging.message.GemstoneId;
import io.messaging.message.Priority;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The names of all keys; {@code docs/redis.md} lists them. The keys of a topic carry the topic as their hash tag, so
 * that in a cluster one server has all of them and one script sees them. Immutable.
 *
 * @param prefix the prefix of every name
 */
public record Keys(String prefix) {
    /**
     * Returns the prefix of a topic's keys. The tag stands between the braces: a closing brace in the topic's name is
     * escaped.
     */
    private String topic(String topic) {
        return prefix + ":t:{" + topic.replace("%", "%25").replace("}", "%7D") + "}:";
    }

    /** Returns the key of the place of the last message ever stored. */
    public String end(String topic) {
        return topic(topic) + "end";
    }

    /** Returns the key of the log, which is also the channel of its wake-ups. */
    public String log(String topic) {
        return topic(topic) + "log";
    }

    /** Returns a SCAN pattern for the logs of all topics, which other names may match too: see {@link #topicOfLog}. */
    public String logPattern() {
        return prefix.replaceAll("[\\\\*?\\[\\]^-]", "\\\\$0") + ":t:{*}:log";
    }

    /** Returns the topic of a log; empty for the name of anything else. */
    public Optional<String> topicOfLog(String key) {
        String start = prefix + ":t:{";
        int tagEnd = key.indexOf('}');
        return key.startsWith(start) && tagEnd > 0 && key.substring(tagEnd).equals("}:log")
                ? Optional.of(key.substring(start.length(), tagEnd)
                        .replace("%7D", "}")
                        .replace("%25", "%"))
                : Optional.empty();
    }

    /** Returns the key of the expiring messages, by time. */
    public String expiring(String topic) {
        return topic(topic) + "expiring";
    }

    /** Returns the key of a durable client's state, which is also the channel of its subscription. */
    public String client(String topic, String clientId) {
        return topic(topic) + "c:" + clientId;
    }

    /** Returns the key of the messages requeued to a durable client. */
    public String requeued(String topic, String clientId) {
        return topic(topic) + "r:" + clientId;
    }

    /** Returns the key of a durable client's lease, which is also the channel on which it is requested. */
    public String turn(String clientId) {
        return prefix + ":turn:" + clientId;
    }

    /** Returns the key of the durable clients and their topics. */
    public String durableClients() {
        return prefix + ":durable";
    }

    /** Returns the keys of a group and its topic, in the order in which the group's scripts take them. */
    public List<String> group(String topic, String group) {
        List<String> keys = new ArrayList<>();
        for (String kind : List.of("g", "gm", "gi", "gw", "ge", "go", "gr", "gp", "gk", "gb", "gj", "gu", "gx")) {
            keys.add(topic(topic) + kind + ":" + group);
        }
        keys.add(log(topic));
        keys.add(end(topic));
        return keys;
    }

    /** Returns the channel that tells members of a group that it was forgotten. */
    public String groupChannel(String topic, String group) {
        return topic(topic) + "g:" + group;
    }

    /** Returns the channel of one member of a group. */
    public String memberChannel(String topic, String group, String member) {
        return topic(topic) + "gm:" + group + ":" + member;
    }

    /** Returns the key of the groups and their topics. */
    public String groups() {
        return prefix + ":shared";
    }

    /** Returns the key of the messages of one priority, in id order. */
    public String lane(String topic, Priority priority) {
        return topic(topic) + "p" + priority.number();
    }

    /** Returns the nine keys of the log and all lanes, most urgent first. */
    public List<String> logAndLanes(String topic) {
        List<String> keys = new ArrayList<>();
        keys.add(log(topic));
        for (Priority priority : Priority.values()) {
            keys.add(lane(topic, priority));
        }
        return keys;
    }

    /** Returns the key of the index entry of a message; each is in its own slot. */
    public String index(String namespace, GemstoneId id) {
        return prefix + ":n:" + namespace + ":" + hex(id.bits());
    }

    /** Returns the key of the topics with expiring messages, by the earliest time. */
    public String expiringTopics() {
        return prefix + ":expiring";
    }

    /** Returns the key of the instances with subscribers. */
    public String instances() {
        return prefix + ":instances";
    }

    /** Returns the key of the subscribers of an instance. */
    public String instance(String instance) {
        return prefix + ":i:" + instance;
    }

    /** Formats an unsigned number as 16 digits that sort like the number. */
    public static String hex(long number) {
        return HexFormat.of().toHexDigits(number);
    }
}
