package io.messaging.store.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.messaging.spi.group.OrderingKey;
import io.messaging.store.group.Backlog.Limits;
import io.messaging.store.journal.Journal;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** What bounds a group's memory. */
class BacklogTest {
    private final Groups groups = new Groups();

    private Backlog backlog(int entries, int parked) {
        BacklogRecords records = new BacklogRecords(Journal.NONE.create(), InstantSource.system(), groups);
        Backlog backlog = new Backlog(groups, new Limits(entries, parked), records, 0);
        backlog.open(groups.store.openCursor("t", 0, () -> {}), OrderingKey.named("key"));
        return backlog;
    }

    @Test
    void messagesOfBusyKeysAreParkedUpToALimit() {
        groups.storeKeys("a", "a", "a", "a", "a", "b");
        Backlog backlog = backlog(9, 2);
        Entry first = backlog.take();
        assertNull(backlog.take());
        assertEquals(3, backlog.position());
        assertEquals(0, backlog.work(), "nobody is to be notified of what cannot be read");
        backlog.settle(first);
        assertEquals(4, backlog.work());
        Entry second = backlog.take();
        assertEquals(1, second.position);
        assertNull(backlog.take());
        assertEquals(4, backlog.position());
        backlog.settle(second);
        backlog.settle(backlog.take());
        Entry fourth = backlog.take();
        assertEquals(3, fourth.position);
        assertEquals(5, backlog.take().position, "the other key");
    }

    @Test
    void nothingNewIsReadWhileTooManyWaitForTheirNextAttempt() {
        groups.storeKeys("a", "b", "c", "d");
        Backlog backlog = backlog(3, 9);
        Entry out = backlog.take();
        backlog.giveBack(backlog.take(), Groups.seconds(1));
        backlog.giveBack(backlog.take(), Groups.seconds(2));
        assertNull(backlog.take());
        assertEquals(0, backlog.work());
        groups.passSeconds(1);
        assertEquals(1, backlog.work());
        Entry again = backlog.take();
        assertEquals(1, again.position);
        assertNull(backlog.take());
        backlog.settle(out);
        assertEquals(1, backlog.work());
        assertEquals(3, backlog.take().position);
    }
}
