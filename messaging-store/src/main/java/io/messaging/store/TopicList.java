package io.messaging.store;

import io.messaging.administration.Subscriber;
import io.messaging.administration.TopicStats;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Puts together what topics hold and who is subscribed to them. */
final class TopicList {
    private TopicList() {}

    /** Returns the figures of the topics that have messages or subscribers, by name. */
    static List<TopicStats> of(Collection<Topic> topics, Stream<Subscriber> subscribers, boolean bytesCounted) {
        Map<Boolean, List<Subscriber>> byKind = subscribers.collect(Collectors.partitioningBy(Subscriber::prefix));
        Map<String, Integer> counts = byKind.get(false).stream()
                .collect(Collectors.groupingBy(Subscriber::topic, Collectors.summingInt(one -> 1)));
        for (Topic topic : topics) { // of several topics, which need not be there
            int several = (int) byKind.get(true).stream()
                    .filter(subscriber -> subscriber.isOf(topic.name()))
                    .count();
            if (several > 0 && (topic.size() > 0 || counts.containsKey(topic.name()))) {
                counts.merge(topic.name(), several, Integer::sum);
            }
        }
        Map<String, TopicStats> list = new TreeMap<>();
        counts.forEach((name, count) -> list.put(name, new TopicStats(name, 0, bytes(0, bytesCounted), count)));
        for (Topic topic : topics) {
            long size = topic.size();
            if (size > 0) {
                OptionalLong bytes = bytes(topic.jsonBytes(), bytesCounted);
                list.put(topic.name(), new TopicStats(topic.name(), size, bytes, counts.getOrDefault(topic.name(), 0)));
            }
        }
        return List.copyOf(list.values());
    }

    private static OptionalLong bytes(long bytes, boolean counted) {
        return counted ? OptionalLong.of(bytes) : OptionalLong.empty();
    }
}
