package io.messaging.testing.report;

import io.messaging.testing.event.RecordedEvent;
import io.messaging.testing.event.RecordedEvent.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of a report: an event, or a gap.
 *
 * @param event the event; null for a gap
 * @param leftOut the number of events in a gap
 */
record Row(RecordedEvent event, long leftOut) {
    boolean isGap() {
        return event == null;
    }

    String gapText() {
        return leftOut + (leftOut == 1 ? " event is" : " events are") + " left out";
    }

    /** Chooses the rows of a long story: its end, and the notable events before: subscriptions, faults, failures. */
    static List<Row> of(Story story, int most) {
        List<RecordedEvent> events = story.events();
        int tail = Math.max(0, events.size() - most);
        long notable = events.subList(0, tail).stream().filter(Row::isNotable).count();
        if (tail > 0) {
            tail = events.size() - (most - (int) Math.min(notable, most / 2));
        }
        List<Row> rows = new ArrayList<>();
        long leftOut = story.forgotten();
        int notableLeft = most / 2;
        for (int i = 0; i < events.size(); i++) {
            if (i >= tail || (isNotable(events.get(i)) && notableLeft-- > 0)) {
                addGap(rows, leftOut);
                leftOut = 0;
                rows.add(new Row(events.get(i), 0));
            } else {
                leftOut++;
            }
        }
        return rows;
    }

    private static void addGap(List<Row> rows, long leftOut) {
        if (leftOut > 0) {
            rows.add(new Row(null, leftOut));
        }
    }

    private static boolean isNotable(RecordedEvent event) {
        boolean isTraffic = event.kind() == Kind.STORE || event.kind() == Kind.DELIVERY;
        return !isTraffic || event.failed() || event.outcome().isEmpty();
    }
}
