package io.messaging.selftest.restarting;

import io.messaging.administration.DeadLetter;
import io.messaging.backend.Delivery;
import io.messaging.backend.MessageHandler;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Clients;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Groups;
import io.messaging.selftest.fault.Mutant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Does not know after a kill how far clients and groups were: PER-02. */
final class Per02Positions {
    static final Mutant CLIENT_STARTS_OVER = mutant("keeps positions of clients in memory")
            .representative()
            .sharedFault("the client after the kill", () -> {
                Map<String, List<Message>> handled = new ConcurrentHashMap<>();
                return new RestartFault((restarts, correct) ->
                        Faults.durableHandlers(correct, (topic, handler, options) -> {
                            List<Message> all = handled.computeIfAbsent(
                                    Clients.key(topic, options), key -> new CopyOnWriteArrayList<>());
                            List<Message> again = new ArrayList<>(restarts.happened() ? all : List.of());
                            return message -> {
                                for (Message old : again) {
                                    handler.onMessage(old);
                                }
                                again.clear();
                                all.add(message);
                                handler.onMessage(message);
                            };
                        }));
            });

    static final Mutant CLIENT_SKIPS_ITS_BACKLOG = mutant("has a client go on with what is stored after the kill")
            .inEveryBuild()
            .sharedFault(
                    "missing",
                    () -> new RestartFault((restarts, correct) ->
                            Faults.durableHandlers(correct, (topic, handler, options) -> {
                                Set<GemstoneId> skipped = new HashSet<>();
                                if (restarts.happened()) {
                                    correct.getMessagesForTopic(topic).forEach(message -> skipped.add(message.id()));
                                }
                                return message -> {
                                    if (!skipped.contains(message.id())) {
                                        handler.onMessage(message);
                                    }
                                };
                            })));

    static final Mutant WAITING_CLIENT_LOSES_ONE = mutant("counts what a client has in its handler and one more")
            .inEveryBuild()
            .sharedFault(
                    "missing",
                    () -> new RestartFault((restarts, correct) ->
                            Faults.durableHandlers(correct, (topic, handler, options) -> {
                                int before = restarts.count();
                                boolean[] seen = {false};
                                return message -> {
                                    boolean skip = restarts.count() > before && !seen[0];
                                    seen[0] |= skip;
                                    if (!skip) {
                                        handler.onMessage(message);
                                    }
                                };
                            })));

    static final Mutant LOSES_DEAD_LETTERS = mutant("keeps dead letters in memory")
            .inEveryBuild()
            .sharedFault(
                    "dead letter",
                    () -> new RestartFault((restarts, correct) -> Changes.topic(
                            correct,
                            (backend, topic, right) ->
                                    restarts.happened() && topic.endsWith(DeadLetter.TOPIC) ? List.of() : right)));

    static final Mutant GROUP_STARTS_OVER = mutant("keeps groups in memory")
            .inEveryBuild()
            .sharedFault("the member after the kill", () -> {
                Set<String> known = ConcurrentHashMap.newKeySet();
                return new RestartFault((restarts, correct) -> Groups.subscribing(correct, member -> {
                    if (!known.add(member.key()) && restarts.happened()) {
                        correct.sharedGroups().forget(member.options().group().orElseThrow(), member.topic());
                    }
                    return member.subscribe(member.handler(), member.options());
                }));
            });

    static final Mutant ATTEMPTS_START_OVER = mutant("does not write down that an attempt was begun")
            .inEveryBuild()
            .sharedFault(
                    "comes again as a later attempt",
                    () -> new RestartFault((restarts, correct) -> Groups.deliveries(correct, (member, delivery) -> {
                        boolean forgotten = restarts.happened() && restarts.wasStoredBefore(delivery.message());
                        member.handle(
                                forgotten
                                        ? new Delivery(
                                                delivery.message(), delivery.topic(), 1, false, delivery.subscription())
                                        : delivery);
                    })));

    static final Mutant MEMBERS_LOSE_WHAT_WAITS = mutant("settles what waits for the members that stay")
            .inEveryBuild()
            .sharedFault(
                    "after the kill",
                    () -> new RestartFault((restarts, correct) -> Groups.subscribing(correct, member -> {
                        int before = restarts.count();
                        return member.subscribe(
                                MessageHandler.ofDelivery(delivery -> {
                                    if (restarts.count() == before) {
                                        member.handle(delivery);
                                    }
                                }),
                                member.options());
                    })));

    private Per02Positions() {}

    private static Mutant mutant(String name) {
        return Mutant.of("PER-02", name);
    }
}
