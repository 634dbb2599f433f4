package io.messaging.embedded.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.DurableClient;
import io.messaging.backend.MessagingBackend;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.loss.WorkerLog.Event;
import io.messaging.embedded.testing.Backends;
import io.messaging.embedded.testing.Messages;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.ChildProcess;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * DUR-07 and DUR-09 with real processes: two of them are one client in two topics, and one after the other is killed at
 * a random moment and comes back. {@code -Dmessaging.durable.kills=50} kills more often, {@code
 * -Dmessaging.durable.seed=N} repeats a run's choices.
 */
class DurableKillIT {
    private static final System.Logger LOGGER = System.getLogger(DurableKillIT.class.getName());
    private static final int KILLS = Integer.getInteger("messaging.durable.kills", 5);
    private static final long SEED = Long.getLong("messaging.durable.seed", System.nanoTime());
    private static final List<String> TOPICS = List.of("a", "b");
    private static final String CLIENT = "worker";
    private static final int STORED_PER_KILL = 60;
    private static final int MOST_NOTES_BEFORE_KILL = 80;
    private static final int MOST_NANOS_AFTER_NOTE = 2_000_000;

    private final Random random = new Random(SEED);
    private final Map<String, Process> processes = new HashMap<>();

    /** Where each topic's client has to go on. */
    private final Map<String, Integer> due = new HashMap<>(Map.of("a", 0, "b", 0));

    private int stored;
    private int killedInHandler;
    private int repeatedThoughHandled;
    private EmbeddedServer server;
    private MessagingBackend backend;
    private Path logFile;
    private WorkerLog log;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        server = EmbeddedServer.start();
        backend = Backends.inProcess(server.port());
        logFile = Files.createFile(folder.resolve("handled.log"));
        log = new WorkerLog(logFile);
    }

    @AfterEach
    void end() throws IOException {
        processes.values().forEach(Process::destroyForcibly);
        log.close();
        backend.close();
        server.close();
    }

    private void startWorker(String topic) throws IOException {
        ProcessBuilder builder = ChildProcess.java(DurableWorker.class, server.port(), CLIENT, topic, logFile)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        processes.put(topic, builder.start());
    }

    private void storeMore() {
        for (int i = 0; i < STORED_PER_KILL; i++) {
            for (String topic : TOPICS) {
                backend.storeMessage("n", topic, Messages.numbered(stored));
            }
            stored++;
        }
    }

    @Test
    void everyMessageIsHandledAndOnlyThoseInFlightComeAgain() throws Exception {
        for (String topic : TOPICS) {
            startWorker(topic);
        }
        for (int kills = 0; kills < KILLS; kills++) {
            storeMore();
            kill(TOPICS.get(random.nextInt(TOPICS.size())));
        }
        storeMore();
        Await.until(
                () -> "seed " + SEED + ": " + backend.durableClients().list(),
                () -> backend.durableClients().list().stream().allMatch(client -> client.lag() == 0));

        Set<Integer> all = IntStream.range(0, stored).boxed().collect(Collectors.toCollection(TreeSet::new));
        for (String topic : TOPICS) {
            assertEquals(all, log.handled(topic), () -> "seed " + SEED + ", topic " + topic);
            verifyRun(topic, processes.get(topic));
        }
        log.verifyOneAtATime();
        LOGGER.log(
                Level.INFO,
                "{0} kills, {1} of them in mid-handler; 2 topics with {2} messages, all handled; {3} that had been"
                        + " handled came again, since their acknowledgement was not out",
                KILLS,
                killedInHandler,
                stored,
                repeatedThoughHandled);
    }

    /** Waits for a random moment in the life of a topic's process, and ends it there. */
    private void kill(String topic) throws Exception {
        Process process = processes.get(topic);
        int notes = random.nextInt(MOST_NOTES_BEFORE_KILL);
        Await.until(
                () -> "seed " + SEED + ": only " + log.of(process.pid()) + ", "
                        + backend.durableClients().list(),
                () -> log.of(process.pid()).size() >= notes || isCaughtUp(topic));
        long moment = System.nanoTime() + random.nextInt(MOST_NANOS_AFTER_NOTE);
        while (System.nanoTime() - moment < 0) {
            Thread.onSpinWait();
        }
        process.destroyForcibly().waitFor();
        Await.until(() -> "the server has not noticed", () -> clientOf(topic).allMatch(client -> !client.connected()));
        verifyRun(topic, process);
        startWorker(topic);
    }

    private boolean isCaughtUp(String topic) {
        return clientOf(topic).anyMatch(client -> client.connected() && client.lag() == 0);
    }

    private Stream<DurableClient> clientOf(String topic) {
        return backend.durableClients().list().stream()
                .filter(client -> client.topic().equals(topic));
    }

    /** What a process did: from where the one before had got to, without a gap; and what it left to its successor. */
    private void verifyRun(String topic, Process process) {
        List<Event> events = log.of(process.pid());
        List<Integer> started =
                events.stream().filter(Event::isStart).map(Event::number).toList();
        int first = due.get(topic);
        assertEquals(
                IntStream.range(first, first + started.size()).boxed().toList(),
                started,
                () -> "seed " + SEED + ": what the process of topic " + topic + " was given");
        int position =
                clientOf(topic).mapToInt(client -> (int) client.position()).sum();
        int ended =
                first + (int) events.stream().filter(event -> !event.isStart()).count();
        assertTrue(
                position <= ended,
                () -> "seed " + SEED + ": position " + position + ", but only those before " + ended + " are handled");
        due.put(topic, position);
        killedInHandler += started.size() > ended - first ? 1 : 0;
        repeatedThoughHandled += ended - position;
    }
}
