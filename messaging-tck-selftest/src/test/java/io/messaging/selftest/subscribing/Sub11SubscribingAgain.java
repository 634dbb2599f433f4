package io.messaging.selftest.subscribing;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** Remembers a former subscription: SUB-11. */
final class Sub11SubscribingAgain {
    static final Mutant NEW_SUBSCRIPTION_GETS_BACKLOG = Mutant.of(
                    "SUB-11", "gives a new subscription the topic's messages")
            .perhapsBreaking("a handler subscribes to its own topic", "SUB-07")
            .perhapsBreaking(
                    "they subscribe to a topic that has messages, plainly", "SUB-05 SUB-06 SUB-09 DUR-08 CON-03 SUB-08")
            .sharedFault("extra", () -> correct -> backlog(correct, 1_000));

    static final Mutant REPEATS_LAST = Mutant.of("SUB-11", "repeats the last message for who subscribes again")
            .perhapsBreaking("a handler subscribes to its own topic", "SUB-07")
            .perhapsBreaking(
                    "they subscribe to a topic that has messages, plainly", "SUB-05 SUB-06 SUB-09 DUR-08 CON-03 SUB-08")
            .sharedFault("extra", () -> correct -> backlog(correct, 1));

    static final Mutant KEEPS_CLOSED_SUBSCRIPTION = Mutant.of(
                    "SUB-11", "keeps a closed subscription for a handler that comes back")
            .representative()
            .sharedFault("extra", () -> {
                Map<MessageHandler, Integer> times = new ConcurrentHashMap<>();
                Map<MessageHandler, List<Message>> missed = new ConcurrentHashMap<>();
                return Changes.subscribe((backend, topic, handler, options) -> {
                    boolean valid = !options.isDurable();
                    if (!valid || times.merge(handler, 1, Integer::sum) < 2) {
                        return backend.subscribe(topic, handler, options);
                    }
                    List<Message> before = missed.computeIfAbsent(handler, h -> new CopyOnWriteArrayList<>());
                    List<Message> now = backend.getMessagesForTopic(topic);
                    Message last = now.isEmpty() ? null : now.get(now.size() - 1);
                    AtomicBoolean first = new AtomicBoolean(true);
                    return backend.subscribe(
                            topic,
                            message -> {
                                if (first.getAndSet(false) && last != null && !before.contains(last)) {
                                    before.add(last);
                                    handler.onMessage(last);
                                }
                                handler.onMessage(message);
                            },
                            options);
                });
            });

    static final Mutant DELIVERS_TWICE = Mutant.of("SUB-11", "delivers twice to a handler that subscribed before")
            .perhapsBreaking("one of their handlers subscribes twice, or again", "RD-17 SUB-10")
            .inEveryBuild()
            .sharedFault("repeated", () -> {
                Set<MessageHandler> known = ConcurrentHashMap.newKeySet();
                return Faults.plainHandlers((correct, topic, handler, options) -> {
                    boolean again = !known.add(handler)
                            && correct.loadSubscribers("n").stream()
                                    .noneMatch(s -> s.topic().equals(topic));
                    return message -> {
                        handler.onMessage(message);
                        if (again) {
                            handler.onMessage(message);
                        }
                    };
                });
            });

    static final Mutant PASSES_ON_WAITING = Mutant.of(
                    "SUB-11", "gives the messages that waited for a closed subscription to the next one")
            .sharedFault("extra", () -> {
                Map<MessageHandler, List<Message>> waiting = new ConcurrentHashMap<>();
                Map<MessageHandler, Boolean> closed = new ConcurrentHashMap<>();
                return Changes.subscribe((backend, topic, handler, options) -> {
                    if (options.isDurable()) {
                        return backend.subscribe(topic, handler, options);
                    }
                    boolean again = closed.remove(handler) != null;
                    List<Message> handled = waiting.computeIfAbsent(handler, h -> new CopyOnWriteArrayList<>());
                    // Those behind the one that is being handled.
                    List<Message> waited = new CopyOnWriteArrayList<>(
                            again && handled.size() == 1 ? backend.getMessagesForTopic(topic) : List.of());
                    waited.removeAll(handled);
                    Subscription subscription = backend.subscribe(
                            topic,
                            message -> {
                                handled.add(message);
                                for (Message late : waited) {
                                    waited.remove(late);
                                    handler.onMessage(late);
                                }
                                handler.onMessage(message);
                            },
                            options);
                    return Faults.closing(subscription, open -> {
                        open.close();
                        closed.put(handler, true);
                    });
                });
            });

    private static Delegate backlog(MessagingBackend correct, int most) {
        return Faults.plainHandlers(correct, (topic, handler, options) -> {
            List<Message> all = correct.getMessagesForTopic(topic);
            List<Message> old = new ArrayList<>(all.subList(Math.max(0, all.size() - most), all.size()));
            return message -> {
                while (!old.isEmpty()) {
                    handler.onMessage(old.remove(0));
                }
                handler.onMessage(message);
            };
        });
    }
}
