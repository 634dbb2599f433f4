package io.messaging.redis.shared;

import io.messaging.redis.store.Worker;
import io.messaging.redis.subscription.NewStart;
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
    private final NewStart start;
    private final LostMembers lostMembers;

    Joining(Worker worker, GroupMemory memory, GroupId id, NewStart start, LostMembers lostMembers) {
        this.worker = worker;
        this.memory = memory;
        this.id = id;
        this.start = start;
        this.lostMembers = lostMembers;
    }

    /**
     * Joins.
     *
     * @return false when it was a member before, and the group was forgotten
     * @throws IllegalArgumentException when members that are there have other options; or the group is new, and its topic does
     *     not hold the message to start after. Nothing has changed then
     */
    boolean join(Applicant applicant) {
        boolean isNew = start.isPending() && !applicant.again() && !memory.isKnown(id);
        NewStart from = isNew ? start.found() : start;
        Map<String, String> gone = Map.of();
        while (true) {
            List<byte[]> answer = memory.join(id, applicant, from, gone);
            switch (StepAnswer.text(answer.get(0))) {
                case "joined" -> {
                    memory.register(id); // it may have been forgotten meanwhile
                    return true;
                }
                case "gone" -> {
                    return false;
                }
                case "start" -> from = start.found(); // the group was forgotten meanwhile
                case "refused" -> gone = awaitGone(answer, applicant.options());
                default -> gone = Map.of(); // there is more to sort
            }
        }
    }

    private Map<String, String> awaitGone(List<byte[]> answer, GroupOptions options) {
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
