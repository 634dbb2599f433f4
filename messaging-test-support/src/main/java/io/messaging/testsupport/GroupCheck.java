package io.messaging.testsupport;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads a {@link GroupLog} while it grows, and checks that the messages of each key, numbered from 0, are handled one at a time
 * and in order, and again only where the process that had the message was killed, or its member lost it. Thread-safe.
 */
public final class GroupCheck implements AutoCloseable {
    private static final int MOST_FAULTS = 20;
    private static final int MOST_BYTES = 8 * 1024 * 1024;

    /** The last message of a key that was begun. */
    private record Latest(int key, int number, String member, int attempt, boolean ended) {}

    private static final class Process {
        int running;
        boolean killed;

        /** How many of its messages were begun by others later. */
        int handedOn;

        int handedOnThoughEnded;
    }

    private final RandomAccessFile file;
    private final Map<Integer, Latest> keys = new HashMap<>();
    private final Map<Long, Process> processes = new HashMap<>();
    private final Map<String, Long> shares = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();

    /** What members of living processes had when others were given it. */
    private final Set<Latest> lost = new HashSet<>();

    private long ended;
    private long attempts;

    public GroupCheck(Path log) throws IOException {
        file = new RandomAccessFile(log.toFile(), "r");
    }

    /** Reads what has been appended. */
    public synchronized void read() {
        try {
            while (readSome()) {
                // there is more
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean readSome() throws IOException {
        long from = file.getFilePointer();
        byte[] bytes = new byte[(int) Math.min(MOST_BYTES, file.length() - from)];
        file.readFully(bytes);
        String text = new String(bytes, StandardCharsets.US_ASCII);
        int whole = text.lastIndexOf('\n') + 1;
        file.seek(from + whole);
        text.substring(0, whole).lines().forEach(this::take);
        return bytes.length == MOST_BYTES;
    }

    private void take(String line) {
        String[] words = line.split(" ");
        if (words[0].equals(GroupLog.KILLED)) {
            process(words[1]).killed = true;
            return;
        }
        Process process = process(words[1]);
        if (process.handedOn > 0) {
            fault(line + " after others had been given what the process had");
        }
        int key = Integer.parseInt(words[2]);
        int number = Integer.parseInt(words[3]);
        int attempt = Integer.parseInt(words[4]);
        if (words[0].equals(GroupLog.BEGUN)) {
            process.running++;
            attempts++;
            checkBegin(line, keys.get(key), number, attempt);
            keys.put(key, new Latest(key, number, words[1], attempt, false));
        } else {
            process.running--;
            ended++;
            shares.merge(words[1], 1L, Long::sum);
            Latest running = new Latest(key, number, words[1], attempt, false);
            if (running.equals(keys.get(key))) {
                keys.put(key, new Latest(key, number, words[1], attempt, true));
            } else if (!lost.contains(running)) {
                fault(line + ", but the latest of its key is " + keys.get(key));
            }
        }
    }

    private void checkBegin(String line, Latest before, int number, int attempt) {
        if (before == null ? number == 0 : before.ended() && number == before.number() + 1) {
            return;
        }
        Process had = before == null ? null : process(before.member());
        if (had == null || number != before.number() || had.killed && attempt <= before.attempt()) {
            fault(line + ", but the latest of its key is " + before);
            return;
        }
        if (!had.killed) {
            lost.add(before);
            return;
        }
        had.handedOn++;
        had.handedOnThoughEnded += before.ended() ? 1 : 0;
    }

    private Process process(String member) {
        int slash = member.indexOf('/');
        return processes.computeIfAbsent(
                Long.parseLong(slash < 0 ? member : member.substring(0, slash)), pid -> new Process());
    }

    private void fault(String text) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(text);
        }
    }

    /** Returns the first things that were wrong. */
    public synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    /** Returns how many handlers have ended. */
    public synchronized long ended() {
        return ended;
    }

    /** Returns how many handlers have begun. */
    public synchronized long begun() {
        return attempts;
    }

    /** Returns how many handlers run in a process, or ran when it was killed. */
    public synchronized int running(long pid) {
        return process(Long.toString(pid)).running;
    }

    /** Returns how many messages each member has handled. */
    public synchronized Map<String, Long> shares() {
        return new TreeMap<>(shares);
    }

    /** Returns how many messages were handled by one process that was killed and once more by another. */
    public synchronized int handledTwice() {
        return processes.values().stream()
                .mapToInt(process -> process.handedOnThoughEnded)
                .sum();
    }

    /** Returns the most messages of one killed process that others had to begin again. */
    public synchronized int mostHandedOn() {
        return processes.values().stream()
                .mapToInt(process -> process.handedOn)
                .max()
                .orElse(0);
    }

    /** Returns how many messages others were given though the process that had them was alive. */
    public synchronized int lost() {
        return lost.size();
    }

    /** Returns how many of those had a handler that was still running. */
    public synchronized long lostInHandlers() {
        return lost.stream().filter(latest -> !latest.ended()).count();
    }

    /** Returns whether so many messages of each key have been handled. */
    public synchronized boolean isComplete(int keyCount, int numbers) {
        return keys.size() == keyCount
                && keys.values().stream().allMatch(latest -> latest.ended() && latest.number() == numbers - 1);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
