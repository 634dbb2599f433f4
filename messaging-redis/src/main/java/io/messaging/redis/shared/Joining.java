package io.messaging.redis.shared;

import io.messaging.redis.store.Worker;
import io.messaging.spi.group.GroupOptions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Joins a group. Waits for Redis, and for members that are gone and whose options differ. Used by one thread. */
final class Joining {
    private static final long LOOK_MILLIS = 250;

    /** Longer than a member may begin messages after its last step: others may not be suspects yet. */
    private static final long CONFIRM_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Worker worker;
    private final GroupMemory memory;
    private final GroupId id;
    private final GroupOptions options;
    private final LostMembers lostMembers;

    Joining(Worker worker, GroupMemory memory, GroupId id, GroupOptions options, LostMembers lostMembers) {
        this.worker = worker;
        this.memory = memory;
        this.id = id;
        this.options = options;
        this.lostMembers = lostMembers;
    }

    /**
     * Joins.
     *
     * @param member the member's name; somebody listens on its channel
     * @param again whether it was a member before under another name
     * @return false when it was, and the group was forgotten
     * @throws IllegalArgumentException when members that are there have other options
     */
    boolean join(String member, int concurrency, boolean again) {
        Map<String, String> gone = Map.of();
        while (true) {
            List<byte[]> answer = memory.join(id, member, concurrency, options, again, gone);
            switch (StepAnswer.text(answer.get(0))) {
                case "joined" -> {
                    memory.register(id); // it may have been forgotten meanwhile
                    return true;
                }
                case "gone" -> {
                    return false;
                }
                case "refused" -> gone = awaitGone(answer);
                default -> gone = Map.of(); // there is more to sort
            }
        }
    }

    private Map<String, String> awaitGone(List<byte[]> answer) {
        Map<String, String> others = StepAnswer.pairs(answer.subList(2, answer.size()));
        if (!lostMembers.present(others.keySet()).isEmpty()) {
            throw new IllegalArgumentException("the members of group '" + id.group() + "' of topic '" + id.topic()
                    + "' have " + AgreedOptions.read(answer.get(1)) + ", and this one has " + options
                    + "; give all members of a group the same options, or this one another group");
        }
        Map<String, String> gone = lostMembers.gone(others, CONFIRM_NANOS);
        if (gone.isEmpty()) {
            CompletableFuture<Void> pause = new CompletableFuture<>();
            worker.later(LOOK_MILLIS, () -> pause.complete(null));
            pause.join();
        }
        return gone;
    }
}
