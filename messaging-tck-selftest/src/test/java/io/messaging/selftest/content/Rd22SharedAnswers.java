package io.messaging.selftest.content;

import io.messaging.administration.Subscriber;
import io.messaging.backend.Capability;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Mutant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Lets callers change what it holds: RD-22. */
final class Rd22SharedAnswers {
    static final Mutant RETURNS_ITS_OWN_LIST = Mutant.of("RD-22", "returns its own list")
            .perhapsBreaking("readers at the same time disturb each other", "CON-02 RD-27 SUB-05")
            .sharedFault("read before another message was stored", () -> {
                Map<String, List<Message>> lists = new ConcurrentHashMap<>();
                return Changes.topic((backend, topic, right) -> {
                    List<Message> kept =
                            lists.computeIfAbsent(topic, t -> Collections.synchronizedList(new ArrayList<>()));
                    synchronized (kept) {
                        kept.clear();
                        kept.addAll(right);
                    }
                    return kept;
                });
            });

    static final Mutant SINCE_RETURNS_ITS_OWN_LIST = Mutant.of("RD-22", "lets the caller change its messages, since")
            .inEveryBuild()
            .sharedFault("getMessagesForTopicSince the start", () -> {
                record Given(List<Message> list, List<Message> copy) {}
                Map<String, Given> given = new ConcurrentHashMap<>();
                Set<Message> removed = ConcurrentHashMap.newKeySet();
                return correct -> new Delegate(correct) {
                    @Override
                    public synchronized List<Message> getMessagesForTopicSince(String topic, GemstoneId since) {
                        List<Message> now = new ArrayList<>(super.getMessagesForTopicSince(topic, since));
                        Given before = given.get(topic);
                        if (before != null && before.list.isEmpty()) {
                            removed.addAll(before.copy);
                        }
                        now.removeAll(removed);
                        given.put(topic, new Given(now, List.copyOf(now)));
                        return now;
                    }
                };
            });

    static final Mutant MUTABLE_CAPABILITIES = Mutant.of("RD-22", "lets the caller change its capabilities")
            .representative()
            .sharedFault("capabilities()", () -> correct -> {
                EnumSet<Capability> own = EnumSet.copyOf(correct.capabilities());
                return new Delegate(correct) {
                    @Override
                    public Set<Capability> capabilities() {
                        return own;
                    }
                };
            });

    static final Mutant MUTABLE_SUBSCRIBERS = Mutant.of("RD-22", "lets the caller change its list of subscribers")
            .alsoBreaking("who left stays in the list", "SUB-14")
            .sharedFault("loadSubscribers", () -> {
                Map<String, List<Subscriber>> lists = new ConcurrentHashMap<>();
                return correct -> new Delegate(correct) {
                    @Override
                    public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                        lists.clear();
                        return super.subscribe(topic, handler, options);
                    }

                    @Override
                    public List<Subscriber> loadSubscribers(String namespace) {
                        List<Subscriber> now = super.loadSubscribers(namespace);
                        List<Subscriber> kept = lists.computeIfAbsent(namespace, n -> new ArrayList<>(now));
                        boolean same = kept.size() <= 1 && now.size() <= 1 && kept.size() <= now.size();
                        return same ? kept : now;
                    }
                };
            });
}
