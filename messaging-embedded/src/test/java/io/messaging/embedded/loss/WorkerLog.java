package io.messaging.embedded.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What {@link DurableWorker}s have noted, read while they go on. Used by one thread. */
final class WorkerLog implements AutoCloseable {
    static final String STARTED = "started";
    static final String ENDED = "ended";

    /** A line. */
    record Event(String what, long pid, String topic, int number) {
        boolean isStart() {
            return what.equals(STARTED);
        }
    }

    private final RandomAccessFile file;
    private final List<Event> events = new ArrayList<>();

    WorkerLog(Path path) throws IOException {
        file = new RandomAccessFile(path.toFile(), "r");
    }

    /** Reads what has come. */
    List<Event> events() {
        try {
            long from = file.getFilePointer();
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.readFully(bytes);
            String text = new String(bytes, StandardCharsets.US_ASCII);
            int whole = text.lastIndexOf('\n') + 1;
            file.seek(from + whole);
            text.substring(0, whole).lines().forEach(line -> events.add(parse(line)));
            return events;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Event parse(String line) {
        String[] words = line.split(" ");
        return new Event(words[0], Long.parseLong(words[1]), words[2], Integer.parseInt(words[3]));
    }

    List<Event> of(long pid) {
        return events().stream().filter(event -> event.pid() == pid).toList();
    }

    /** The numbers of a topic whose handler has ended. */
    Set<Integer> handled(String topic) {
        return events().stream()
                .filter(event -> event.topic().equals(topic) && !event.isStart())
                .map(Event::number)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** While one handler runs no other starts, in no process; one that was killed has ended too, and says nothing. */
    void verifyOneAtATime() {
        Event running = null;
        for (Event event : events()) {
            if (event.isStart()) {
                Event before = running;
                assertTrue(
                        before == null || lastOf(before.pid()).equals(before),
                        () -> event + " while another was running: " + before);
                running = event;
            } else {
                assertEquals(new Event(STARTED, event.pid(), event.topic(), event.number()), running, event::toString);
                running = null;
            }
        }
    }

    private Event lastOf(long pid) {
        List<Event> all = of(pid);
        return all.get(all.size() - 1);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
