package io.messaging.redis.administration;

import io.messaging.administration.Administration;
import io.messaging.administration.BackendStats;
import io.messaging.administration.BackendStats.Figure;
import io.messaging.administration.BackendStats.Unit;
import io.messaging.administration.Subscriber;
import io.messaging.administration.TopicStats;
import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.durable.DurableManager;
import io.messaging.redis.shared.SharedManager;
import io.messaging.redis.store.Keys;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Statistics and clearing of our own layout, whoever stored the messages. Thread-safe. */
public final class RedisAdministration implements Administration {
    private static final int TOPICS_AT_ONCE = 1_000;

    private final RedisLink link;
    private final Keys keys;
    private final SubscriberList subscribers;
    private final DurableManager durables;
    private final SharedManager groups;
    private final TopicNames names;
    private final TopicClearing clearing;

    public RedisAdministration(
            RedisLink link, Keys keys, SubscriberList subscribers, DurableManager durables, SharedManager groups) {
        this.link = link;
        this.keys = keys;
        this.subscribers = subscribers;
        this.durables = durables;
        this.groups = groups;
        this.names = new TopicNames(link, keys);
        this.clearing = new TopicClearing(link, keys);
    }

    @Override
    public BackendStats stats() {
        long limitMillis = link.settings().requestTimeout().toMillis() / 2;
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMillis);
        ServerFigures servers = ServerFigures.ask(link);
        TopicNames.Found found = names.find(deadline);
        Count messages = countMessages(found.topics(), deadline);
        String partial = "at least; there was no time to count more than " + limitMillis + " ms allow, half of "
                + "request_timeout_millis";
        Figure topics = Figure.count(BackendStats.TOPICS, found.topics().size());
        Figure stored = Figure.count(BackendStats.MESSAGES, messages.number());
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.text("server", link.settings().where()));
        figures.addAll(servers.about());
        figures.add(found.complete() ? topics : topics.withNote(partial));
        figures.add(found.complete() && messages.complete() ? stored : stored.withNote(partial));
        figures.add(Figure.unknown(BackendStats.STORED_BYTES, Unit.BYTES, "Redis counts memory, and that as a whole"));
        figures.addAll(servers.memory());
        figures.add(Figure.count(BackendStats.SUBSCRIPTIONS, subscribers.present()));
        figures.add(Figure.count(
                BackendStats.DURABLE_CLIENTS, durables.topicsByClient().size()));
        return new BackendStats(figures);
    }

    private record Count(long number, boolean complete) {}

    /** Redis knows the length of a log, so the cost depends on the number of topics. */
    private Count countMessages(Set<String> topics, long deadlineNanos) {
        List<String> logs = topics.stream().map(keys::log).toList();
        long count = 0;
        for (int from = 0; from < logs.size(); from += TOPICS_AT_ONCE) {
            if (System.nanoTime() - deadlineNanos > 0) {
                return new Count(count, false);
            }
            List<String> some = logs.subList(from, Math.min(logs.size(), from + TOPICS_AT_ONCE));
            count += link.call(() -> lengths(some)).stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
        return new Count(count, true);
    }

    private CompletableFuture<List<Long>> lengths(List<String> logs) {
        return RedisLink.all(logs.stream()
                .map(log -> link.send(() -> link.commands().xlen(log)))
                .toList());
    }

    /** As large as a topic may be, its length costs one command. Redis counts no bytes for a topic. */
    @Override
    public List<TopicStats> topics() {
        Map<String, Integer> counts = subscribers.all().stream()
                .collect(Collectors.groupingBy(Subscriber::topic, Collectors.summingInt(one -> 1)));
        Map<String, TopicStats> list = new TreeMap<>();
        counts.forEach((topic, count) -> list.put(topic, new TopicStats(topic, 0, OptionalLong.empty(), count)));
        List<String> topics = List.copyOf(names.all());
        for (int from = 0; from < topics.size(); from += TOPICS_AT_ONCE) {
            List<String> some = topics.subList(from, Math.min(topics.size(), from + TOPICS_AT_ONCE));
            List<Long> lengths =
                    link.call(() -> lengths(some.stream().map(keys::log).toList()));
            for (int i = 0; i < some.size(); i++) {
                if (lengths.get(i) > 0) {
                    String topic = some.get(i);
                    int count = counts.getOrDefault(topic, 0);
                    list.put(topic, new TopicStats(topic, lengths.get(i), OptionalLong.empty(), count));
                }
            }
        }
        return List.copyOf(list.values());
    }

    @Override
    public List<Subscriber> subscribers() {
        return List.copyOf(subscribers.all());
    }

    @Override
    public long clear(String topic) {
        return clearing.clear(topic);
    }

    @Override
    public long clearAll() {
        Set<String> kept = durables.topicsByClient().values().stream()
                .flatMap(Collection::stream)
                .collect(Collectors.toSet());
        kept.addAll(groups.topics());
        long removed = 0;
        for (String topic : names.all()) {
            removed += clearing.clear(topic);
            if (!kept.contains(topic)) {
                clearing.drop(topic);
            }
        }
        return removed;
    }
}
