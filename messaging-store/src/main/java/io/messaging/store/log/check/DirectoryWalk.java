package io.messaging.store.log.check;

import io.messaging.store.log.file.LogFile;
import io.messaging.store.log.segment.LogRecord;
import io.messaging.store.log.segment.SegmentCatalog;
import io.messaging.store.log.segment.SegmentSalvage;
import java.io.IOException;
import java.util.List;
import java.util.NavigableSet;

/**
 * Visits everything valid in a directory, in the order of appending, and reports what is not. Ends, as opening does, where a loss of
 * power has left the end of the log. Used once.
 */
final class DirectoryWalk {
    /** Who is given what there is. */
    interface Visitor {
        /** A segment follows. */
        void segment(int number, long bytes) throws IOException;

        /** A valid record; valid during the call. */
        void record(LogRecord log, long location) throws IOException;

        /** A place in the segment is damaged. */
        void damage(int number, int offset, int length, List<LogRecord> lost, boolean complete) throws IOException;

        /** A segment that counts has no file. */
        void missing(int number) throws IOException;
    }

    private final SegmentCatalog catalog;
    private final Visitor visitor;
    private TornTail tornTail;

    DirectoryWalk(SegmentCatalog catalog, Visitor visitor) {
        this.catalog = catalog;
        this.visitor = visitor;
    }

    /** Visits all; returns where the log ends with something incomplete, or null. */
    TornTail run() throws IOException {
        NavigableSet<Integer> counted = counted(catalog);
        for (int number : counted) {
            if (!catalog.files().contains(number)) {
                visitor.missing(number);
            } else {
                visit(number, catalog.end(number, counted.higher(number)));
            }
        }
        return tornTail;
    }

    /** Returns the segments that count, and those that would but for a damaged start. */
    static NavigableSet<Integer> counted(SegmentCatalog catalog) throws IOException {
        NavigableSet<Integer> counted = catalog.listed();
        for (int number : catalog.files().tailSet(catalog.last(), false)) {
            if (catalog.isDamage(number, 0)) {
                counted.add(number);
            }
        }
        return counted;
    }

    private void visit(int number, int knownEnd) throws IOException {
        try (LogFile file = catalog.open(number)) {
            visitor.segment(number, file.size());
            SegmentSalvage.read(file, number, knownEnd, new SegmentSalvage.Visitor() {
                @Override
                public void record(LogRecord log, long location) throws IOException {
                    if (tornTail == null) {
                        visitor.record(log, location);
                    } else {
                        tornTail = tornTail.withRecord();
                    }
                }

                @Override
                public void hole(int offset, int length, List<LogRecord> lost, boolean complete) throws IOException {
                    if (tornTail == null && catalog.isDamage(number, offset)) {
                        visitor.damage(number, offset, length, lost, complete);
                    } else if (tornTail == null) {
                        tornTail = new TornTail(catalog.describe(number), offset, 0);
                    }
                }
            });
        }
    }
}
