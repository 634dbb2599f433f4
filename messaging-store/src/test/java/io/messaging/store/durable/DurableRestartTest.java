package io.messaging.store.durable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.DeadLetter;
import io.messaging.administration.DurableClient;
import io.messaging.backend.StoreFullException;
import io.messaging.message.Message;
import io.messaging.spi.delivery.FailureText;
import io.messaging.store.CursorStart;
import io.messaging.store.Life;
import io.messaging.store.log.QuietRecovery;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Durable clients of a process that was killed, and started again on the same directory. */
@ExtendWith(QuietRecovery.class)
class DurableRestartTest {
    private static final FailureText FAILURE = new FailureText("E", "no");

    private Life life = Life.first();

    private static final class Owner implements Attachment.Owner {
        @Override
        public void onReady() {
            // the tests ask for themselves
        }

        @Override
        public void onClosed(boolean takenOver) {
            // not of interest
        }
    }

    private Attachment attach(String clientId) {
        return life.durables.attach(clientId, "t", "ns", Attachment.NEW, new Owner());
    }

    private DurableClient only() {
        assertEquals(1, life.durables.list().size());
        return life.durables.list().get(0);
    }

    private static DurableDelivery expect(Attachment attachment, Message message, boolean redelivered) {
        DurableDelivery delivery = attachment.next();
        assertNotNull(delivery, "there is a message");
        assertEquals(message, delivery.message());
        assertEquals(redelivered, delivery.redelivered());
        return delivery;
    }

    private List<Message> store(int count) {
        return java.util.stream.IntStream.range(0, count)
                .mapToObj(n -> life.store(n, null, 0))
                .toList();
    }

    @Test
    void aClientGoesOnBehindWhatItHasHandled() {
        List<Message> stored = store(4);
        Attachment attachment = attach("c");
        attachment.acknowledge(expect(attachment, stored.get(0), false).token());
        expect(attachment, stored.get(1), false);
        DurableClient before = only();
        life = life.restart();
        DurableClient after = only();
        assertFalse(after.connected(), "its claim has ended");
        assertEquals(
                List.of(before.clientId(), before.topic(), before.namespace(), before.position(), before.lag()),
                List.of(after.clientId(), after.topic(), after.namespace(), after.position(), after.lag()));
        assertEquals(before.lastSeen(), after.lastSeen());
        Attachment again = attach("c");
        expect(again, stored.get(1), true); // its handler may have begun
        expect(again, stored.get(2), false);
        expect(again, stored.get(3), false);
        assertNull(again.next());
    }

    @Test
    void whatNoHandlerHasBegunWithIsNotCalledRedelivered() {
        List<Message> stored = store(2);
        Attachment attachment = attach("c");
        attachment.next();
        attachment.next();
        attachment.release(1);
        life = life.restart();
        Attachment again = attach("c");
        expect(again, stored.get(0), true);
        expect(again, stored.get(1), false);
    }

    @Test
    void anInstanceMayClaimAgainAfterTheRestartUnlessAnotherHasClaimed() {
        long claim = attach("c").claim();
        life = life.restart();
        Attachment back = life.durables.attach("c", "t", "ns", claim, new Owner());
        assertEquals(claim, back.claim());
        long newer = attach("c").claim();
        assertTrue(newer > claim);
        life = life.restart();
        ClaimLostException lost =
                assertThrows(ClaimLostException.class, () -> life.durables.attach("c", "t", "ns", claim, new Owner()));
        assertTrue(lost.isTakenOver());
    }

    @Test
    void whatWasGivenBackComesBeforeTheRest() {
        List<Message> stored = store(3);
        Attachment attachment = attach("c");
        for (int i = 0; i < 3; i++) {
            attachment.fail(attachment.next().token(), FAILURE);
        }
        for (Message letter : life.store.messages(DeadLetter.TOPIC)) {
            life.durables.requeue(letter);
        }
        attachment.acknowledge(expect(attachment, stored.get(0), true).token());
        life = life.restart();
        Message later = life.store(9, null, 0);
        assertEquals(3, only().lag());
        Attachment again = attach("c");
        again.acknowledge(expect(again, stored.get(1), true).token());
        life = life.restart();
        again = attach("c");
        expect(again, stored.get(2), true);
        expect(again, later, false);
        assertNull(again.next());
    }

    @Test
    void aDeadLetterIsThereBeforeThePositionPassesItsMessage() {
        store(1);
        Attachment attachment = attach("c");
        attachment.fail(attachment.next().token(), FAILURE);
        life = life.restart();
        assertEquals(1, life.store.messages(DeadLetter.TOPIC).size());
        assertEquals(1, only().position());
    }

    @Test
    void aClientThatWasForgottenStaysForgotten() {
        store(1);
        Attachment attachment = attach("c");
        attachment.acknowledge(attachment.next().token());
        attach("other");
        assertTrue(life.durables.forget("c"));
        life = life.restart();
        assertEquals(
                List.of("other"),
                life.durables.list().stream().map(DurableClient::clientId).toList());
        assertEquals(0, Life.number(attach("c").next().message()), "a new client starts with everything");
    }

    @Test
    void lossesAreCountedOn() {
        life.store(0, null, 1);
        life.store(1, null, 0);
        attach("c").close();
        life.pass(Duration.ofSeconds(2));
        Attachment attachment = attach("c");
        attachment.acknowledge(attachment.next().token());
        assertEquals(1, only().lost());
        life.store(2, null, 1);
        life.pass(Duration.ofSeconds(2));
        life = life.restart();
        assertEquals(2, only().lost());
    }

    @Test
    void aClientThatStartedBehindAMessageLeavesOutWhatIsEarlier() {
        List<Message> stored = store(3);
        life.durables
                .attach("c", "t", null, CursorStart.after(stored.get(1).id()), Attachment.NEW, new Owner())
                .close();
        life = life.restart();
        Attachment again = attach("c");
        expect(again, stored.get(2), false);
        assertNull(again.next());
        assertEquals(0, only().lost());
    }

    @Test
    void compactionKeepsWhatCountsAndTheLogStaysSmall() {
        Attachment attachment = attach("c");
        attach("away").close();
        life.durables.forget("away");
        for (int i = 0; i < 2_000; i++) {
            life.store(i, null, 0);
            attachment.acknowledge(attachment.next().token());
            if (i % 50 == 0) {
                life.store.writePlaces();
                life.store.clear("t");
                life.compact();
            }
        }
        life.store.clear("t");
        life.compact();
        long bytes = life.store.log().stats().bytes();
        assertTrue(bytes < 40_000, () -> "the log has " + bytes + " bytes");
        life = life.restart();
        assertEquals(2_000, only().position());
        assertEquals("c", only().clientId());
    }

    @Test
    void aFullDiskRefusesNewClientsAndKnownOnesGoOn() {
        List<Message> stored = store(2);
        Attachment attachment = attach("c");
        attachment.next();
        life.directory.limitSpace(0);
        assertThrows(StoreFullException.class, () -> {
            for (int i = 0; i < 10_000; i++) {
                attach("new" + i);
            }
        });
        attachment.acknowledge(1);
        expect(attachment, stored.get(1), false);
        Attachment taker = attach("c");
        attachment.release();
        expect(taker, stored.get(1), true);
        life.directory.limitSpace(Long.MAX_VALUE);
        life.compact();
        life = life.restart();
        assertTrue(life.durables.list().stream()
                .anyMatch(client -> client.clientId().equals("c") && client.position() == 1));
    }
}
