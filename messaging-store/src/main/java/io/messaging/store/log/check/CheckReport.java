package io.messaging.store.log.check;

import java.util.List;

/**
 * What a data directory holds. Immutable.
 *
 * @param directory where it is
 * @param files its files, by name, those that are missing included
 * @param records valid records of the segments that count
 * @param topics topics with a name or messages
 * @param messages messages that live
 * @param clients positions of durable clients, one for each of their topics
 * @param groups groups
 * @param damage what is damaged; empty where a server can open it
 * @param tornTail where the log ends with something incomplete; null where it does not
 */
public record CheckReport(
        String directory,
        List<FileReport> files,
        long records,
        int topics,
        long messages,
        int clients,
        int groups,
        List<Damage> damage,
        TornTail tornTail) {
    /** Returns whether a server refuses to open it. */
    public boolean isDamaged() {
        return !damage.isEmpty();
    }

    /** Returns the bytes of the segments that count. */
    public long segmentBytes() {
        return segments().stream().mapToLong(FileReport::bytes).sum();
    }

    /** Returns the segments that count. */
    public List<FileReport> segments() {
        return files.stream()
                .filter(file -> switch (file.kind()) {
                    case SEGMENT, DAMAGED, MISSING -> true;
                    default -> false;
                })
                .toList();
    }

    /** Returns the files of a kind. */
    public List<FileReport> files(FileReport.Kind kind) {
        return files.stream().filter(file -> file.kind() == kind).toList();
    }
}
