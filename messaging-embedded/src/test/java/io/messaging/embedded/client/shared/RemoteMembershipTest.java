package io.messaging.embedded.client.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.embedded.client.wire.Expiry;
import io.messaging.embedded.testing.Messages;
import io.messaging.store.group.Outcome;
import io.messaging.testsupport.Await;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RemoteMembershipTest {
    private static final int CONCURRENCY = 64;

    private final Channel channel = new Channel();
    private final RemoteMembership membership = new RemoteMembership("server", CONCURRENCY);

    /** Notes what is sent. */
    private static final class Channel implements MemberChannel {
        final List<List<Long>> sent = new CopyOnWriteArrayList<>();
        volatile int sentAtDetach = -1;

        @Override
        public void send(List<Outcome> outcomes) {
            sent.add(outcomes.stream().map(Outcome::token).toList());
        }

        @Override
        public void giveBack(long token) {}

        @Override
        public boolean execute(Runnable task) {
            Thread thread = new Thread(task, "late-outcomes");
            thread.setDaemon(true);
            thread.start();
            return true;
        }

        @Override
        public CompletableFuture<Void> detach() {
            sentAtDetach = tokens().size();
            return CompletableFuture.completedFuture(null);
        }

        List<Long> tokens() {
            return sent.stream().flatMap(List::stream).toList();
        }
    }

    private void offer(int messages) {
        membership.connected(1, channel);
        for (long token = 1; token <= messages; token++) {
            membership.offer(Messages.numbered((int) token), token, 1, false, Expiry.NEVER);
        }
    }

    private void handleNext() {
        membership.ended(Outcome.handled(membership.next().token()));
    }

    @Test
    void outcomesOfQuickHandlersAreSentTogether() {
        offer(CONCURRENCY);
        long start = System.nanoTime();
        for (int i = 0; i < CONCURRENCY; i++) {
            handleNext();
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        assertEquals(LongStream.rangeClosed(1, CONCURRENCY).boxed().toList(), channel.tokens());
        assertTrue(channel.sent.size() <= 2 + millis, () -> "sent in " + millis + " ms: " + channel.sent);
    }

    @Test
    void theLastOutcomeIsSentAtOnce() {
        offer(1);
        handleNext();
        assertEquals(List.of(List.of(1L)), channel.sent);
    }

    @Test
    void anOutcomeDoesNotWaitForSlowHandlers() {
        offer(CONCURRENCY);
        handleNext();
        membership.next(); // its handler takes long, and nobody takes the others
        Await.until("the outcome to be sent", () -> channel.tokens().equals(List.of(1L)));
    }

    @Test
    void leavingComesAfterTheOutcomes() {
        offer(CONCURRENCY);
        handleNext();
        membership.release();
        assertEquals(1, channel.sentAtDetach);
    }
}
