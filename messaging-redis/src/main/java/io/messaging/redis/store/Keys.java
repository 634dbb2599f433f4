package io.messaging.redis.store;

import io.messaging.message.GemstoneId;
import io.messaging.message.Priority;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The names of everything in Redis; {@code docs/redis.md} shows them. What belongs to one topic carries the topic as
 * its hash tag, so that one server of a cluster has all of it and one script sees all of it. Immutable.
 *
 * @param prefix what every name starts with
 */
public record Keys(String prefix) {
    /**
     * Gives the common beginning of a topic's keys. The tag is what stands between the braces: a closing one in the
     * topic's name is written so that it does not end the tag.
     */
    private String topic(String topic) {
        return prefix + ":t:{" + topic.replace("%", "%25").replace("}", "%7D") + "}:";
    }

    /**
     * Names the place of the last message ever stored.
     *
     * @param topic the topic
     * @return a key
     */
    public String end(String topic) {
        return topic(topic) + "end";
    }

    /**
     * Names the messages in storing order, and the channel that says there is a new one.
     *
     * @param topic the topic
     * @return a key
     */
    public String log(String topic) {
        return topic(topic) + "log";
    }

    /**
     * Gives what the names of all topics' logs look like.
     *
     * @return a pattern as SCAN takes it, that other names may match, too: ask {@link #topicOfLog}
     */
    public String logPattern() {
        return prefix.replaceAll("[\\\\*?\\[\\]^-]", "\\\\$0") + ":t:{*}:log";
    }

    /**
     * Reads a topic from the name of its log.
     *
     * @param key a name
     * @return empty for the name of anything else
     */
    public Optional<String> topicOfLog(String key) {
        String start = prefix + ":t:{";
        int tagEnd = key.indexOf('}');
        return key.startsWith(start) && tagEnd > 0 && key.substring(tagEnd).equals("}:log")
                ? Optional.of(key.substring(start.length(), tagEnd)
                        .replace("%7D", "}")
                        .replace("%25", "%"))
                : Optional.empty();
    }

    /**
     * Names the messages that expire, by time.
     *
     * @param topic the topic
     * @return a key
     */
    public String expiring(String topic) {
        return topic(topic) + "expiring";
    }

    /**
     * Names what is remembered of a durable client, and the channel on which its subscription is told.
     *
     * @param topic the topic
     * @param clientId the client
     * @return a key
     */
    public String client(String topic, String clientId) {
        return topic(topic) + "c:" + clientId;
    }

    /**
     * Names the messages that were given back to a durable client.
     *
     * @param topic the topic
     * @param clientId the client
     * @return a key
     */
    public String requeued(String topic, String clientId) {
        return topic(topic) + "r:" + clientId;
    }

    /**
     * Names the instance that has a durable client's turn, and the channel on which the turn is asked for.
     *
     * @param clientId the client
     * @return a key
     */
    public String turn(String clientId) {
        return prefix + ":turn:" + clientId;
    }

    /**
     * Names the durable clients there are, with their topics.
     *
     * @return a key
     */
    public String durableClients() {
        return prefix + ":durable";
    }

    /**
     * Names the messages of one priority, in id order.
     *
     * @param topic the topic
     * @param priority the priority
     * @return a key
     */
    public String lane(String topic, Priority priority) {
        return topic(topic) + "p" + priority.number();
    }

    /**
     * Names the log and all lanes, most urgent first.
     *
     * @param topic the topic
     * @return nine keys
     */
    public List<String> logAndLanes(String topic) {
        List<String> keys = new ArrayList<>();
        keys.add(log(topic));
        for (Priority priority : Priority.values()) {
            keys.add(lane(topic, priority));
        }
        return keys;
    }

    /**
     * Names the entry that says in which topic a namespace has a message.
     *
     * @param namespace the namespace
     * @param id the message
     * @return a key, each of another slot
     */
    public String index(String namespace, GemstoneId id) {
        return prefix + ":n:" + namespace + ":" + hex(id.bits());
    }

    /**
     * Names the topics that have something to expire, by the time of the first.
     *
     * @return a key
     */
    public String expiringTopics() {
        return prefix + ":expiring";
    }

    /**
     * Names the instances that have subscribers.
     *
     * @return a key
     */
    public String instances() {
        return prefix + ":instances";
    }

    /**
     * Names the subscribers of an instance.
     *
     * @param instance its name
     * @return a key
     */
    public String instance(String instance) {
        return prefix + ":i:" + instance;
    }

    /**
     * Writes a number so that its text sorts as it does.
     *
     * @param number unsigned
     * @return 16 digits
     */
    public static String hex(long number) {
        return HexFormat.of().toHexDigits(number);
    }
}
