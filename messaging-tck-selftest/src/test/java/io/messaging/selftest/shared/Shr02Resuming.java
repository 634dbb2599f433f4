package io.messaging.selftest.shared;

import io.messaging.backend.Subscription;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Groups;
import io.messaging.selftest.fault.Groups.Present;
import io.messaging.selftest.fault.Mutant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Begins or goes on at a wrong place: SHR-02. */
final class Shr02Resuming {
    static final Mutant NEW_GROUP_STARTS_NOW = Mutant.of("SHR-02", "gives a new group only what comes")
            .representative()
            .alsoBreaking("its first half is there before the group", "SHR-05")
            .perhapsBreaking("what is stored may be there before the first member", "SHR-11")
            .sharedFault("handles", () -> {
                Map<String, Set<GemstoneId>> before = new ConcurrentHashMap<>();
                return correct -> Groups.subscribing(correct, joining -> {
                    before.computeIfAbsent(joining.key(), k -> stored(joining));
                    return Groups.skipping(joining, before.get(joining.key()));
                });
            });

    static final Mutant IGNORES_THE_START = Mutant.of("SHR-02", "gives a new group everything, whatever its start")
            .inEveryBuild()
            .fault(
                    "extra",
                    Groups.subscribing(joining ->
                            joining.subscribe(joining.handler(), Groups.with(joining.options(), null, null))));

    static final Mutant KNOWN_GROUP_STARTS_OVER = Mutant.of("SHR-02", "forgets a group when its last member leaves")
            .inEveryBuild()
            .perhapsBreaking("it may have no member for a moment", "SHR-11")
            .sharedFault("extra", () -> {
                Present present = new Present();
                Set<String> begun = ConcurrentHashMap.newKeySet();
                return correct -> Groups.subscribing(correct, joining -> {
                    if (present.active(joining.key()).isEmpty() && begun.remove(joining.key())) {
                        correct.sharedGroups().forget(joining.options().group().orElseThrow(), joining.topic());
                    }
                    return present.join(joining, (member, delivery) -> {
                        member.handle(delivery);
                        begun.add(member.key());
                    });
                });
            });

    static final Mutant LOSES_MEANWHILE = Mutant.of("SHR-02", "loses what is stored while a group has no member")
            .perhapsBreaking("it may have no member for a moment", "SHR-11")
            .sharedFault("handles", () -> {
                Map<String, Set<GemstoneId>> last = new ConcurrentHashMap<>();
                return correct -> Groups.subscribing(correct, joining -> {
                    Set<GemstoneId> meanwhile = stored(joining);
                    meanwhile.removeAll(last.getOrDefault(joining.key(), meanwhile));
                    Subscription subscription = Groups.skipping(joining, meanwhile);
                    return Faults.closing(subscription, open -> {
                        open.close();
                        last.put(joining.key(), stored(joining));
                    });
                });
            });

    private Shr02Resuming() {}

    private static Set<GemstoneId> stored(Groups.Member member) {
        return member.correct().getMessagesForTopic(member.topic()).stream()
                .map(Message::id)
                .collect(Collectors.toSet());
    }
}
