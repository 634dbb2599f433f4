package io.messaging.cli.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.messaging.cli.soak.Findings.Kind;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** What a soak lets pass, and what it does not. One writer, one topic; numbers are messages. */
class BookTest {
    private static final SoakTopic TOPIC = SoakPlan.TOPICS.get(0);

    private final Stored stored = new Stored(1, SoakPlan.TOPICS.size());
    private final ServerEras eras = new ServerEras(stored);
    private final Findings findings = new Findings();
    private final Book book = new Book("book", TOPIC, 1, stored, eras, findings, new LongAdder());

    BookTest() {
        book.dueFromTheBeginning();
    }

    private void store(int count) {
        for (int i = 0; i < count; i++) {
            stored.begin(0, TOPIC.number());
            stored.confirm(0, TOPIC.number(), 1);
        }
    }

    private void receive(int... numbers) {
        for (int number : numbers) {
            book.received(new SoakMessage(0, number, true));
        }
    }

    private void assertFound(int lost, int doubled) {
        assertEquals(lost, findings.count(Kind.LOST), () -> findings.examples().toString());
        assertEquals(
                doubled, findings.count(Kind.DOUBLED), () -> findings.examples().toString());
    }

    @Test
    void whatIsMissingOrComesTwiceIsFound() {
        store(5);
        receive(0, 1, 3, 3);
        book.close();
        assertFound(2, 1);
    }

    @Test
    void whatAStoppedServerHadNotDeliveredMayBeMissing() {
        store(5);
        receive(0, 1);
        eras.stops();
        eras.started();
        store(2);
        assertEquals(2, book.behind());
        receive(5, 6);
        book.close();
        assertFound(0, 0);
        assertEquals(3, book.goneWithServer());
    }

    @Test
    void whatIsMissingAmongTheStoppedServersOwnDeliveriesIsLost() {
        store(5);
        eras.stops();
        eras.started();
        receive(0, 3);
        assertFound(2, 0);
    }

    @Test
    void whatIsMissingAmongTheNextServersMessagesIsLost() {
        store(2);
        eras.stops();
        eras.started();
        store(5);
        receive(0, 4, 5);
        book.close();
        assertFound(3, 0);
    }

    @Test
    void onlyWhatWasUnderWayMayComeFromBothServersAndOnlyTwice() {
        store(2);
        stored.begin(0, TOPIC.number());
        receive(0, 1, 2);
        eras.stops();
        eras.started();
        stored.confirm(0, TOPIC.number(), 1);
        receive(2);
        assertFound(0, 0);
        assertEquals(1, book.fromTwoServers());
        receive(2, 1);
        assertFound(0, 2);
    }

    @Test
    void whatAKilledProcessWasStoringMayComeOrNot() {
        stored.begin(0, TOPIC.number());
        stored.giveUp(0, TOPIC.number());
        store(2);
        receive(1, 2);
        book.close();
        assertFound(0, 0);
    }

    @Test
    void nobodyWaitsForWhatAKilledProcessWasStoring() {
        store(2);
        stored.begin(0, TOPIC.number());
        stored.giveUp(0, TOPIC.number());
        receive(0);
        assertEquals(1, book.behind());
        receive(1);
        assertEquals(0, book.behind());
        book.close();
        assertFound(0, 0);
    }

    @Test
    void whatAKilledProcessWasStoringMayComeLateButOnlyOnce() {
        stored.begin(0, TOPIC.number());
        stored.giveUp(0, TOPIC.number());
        store(1);
        receive(1, 0);
        assertFound(0, 0);
        receive(0);
        assertFound(0, 1);
    }
}
