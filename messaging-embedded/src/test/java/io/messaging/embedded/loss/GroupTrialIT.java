package io.messaging.embedded.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.DeadLetter;
import io.messaging.administration.SharedGroup;
import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.testing.Backends;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.ChildProcess;
import io.messaging.testsupport.GroupCheck;
import io.messaging.testsupport.GroupTrial;
import io.messaging.testsupport.TcpProxy;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A group in several processes, ordered by a key: killed in their handlers, cut off, and under load. {@code
 * -Dmessaging.group.kills=100}, {@code .cuts=1000}, {@code .messages=1000000} and {@code .processes=4} ask for more, and {@code
 * -Dmessaging.group.seed=N} repeats a run's choices.
 */
@Timeout(1_700)
class GroupTrialIT {
    private static final System.Logger LOGGER = System.getLogger(GroupTrialIT.class.getName());
    private static final int KILLS = Integer.getInteger("messaging.group.kills", 2);
    private static final int CUTS = Integer.getInteger("messaging.group.cuts", 20);
    private static final int MESSAGES = Integer.getInteger("messaging.group.messages", 5_000);
    private static final long SEED = Long.getLong("messaging.group.seed", System.nanoTime());
    private static final int PROCESSES = Integer.getInteger("messaging.group.processes", 2);
    private static final int MEMBERS = 2;
    private static final int CONCURRENCY = 4;
    private static final int MOST_WORK_MICROS = 20_000;

    private final GemstoneGenerator ids = new GemstoneGenerator(9);
    private final Map<Integer, Message> latest = new HashMap<>();
    private EmbeddedServer server;
    private MessagingBackend backend;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        server = EmbeddedServer.start();
        backend = Backends.inProcess(server.port());
    }

    @AfterEach
    void end() {
        backend.close();
        server.close();
    }

    private GroupTrial trial(int port, int keys, int members, int concurrency, int mostWorkMicros) throws IOException {
        Path log = folder.resolve("handled.log");
        String config = Backends.config(Map.of(
                        "port", port, "auto_start_server", false, "request_timeout_millis", Backends.PATIENT_MILLIS))
                .toJson();
        return new GroupTrial(SEED, log, keys, this::store, () -> {
            ProcessBuilder builder = ChildProcess.java(GroupWorker.class, log, members, concurrency, mostWorkMicros)
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().put(MessagingConfig.ENVIRONMENT_VARIABLE, config);
            return builder;
        });
    }

    private CompletableFuture<Void> store(int key, int number) {
        Map<String, Object> payload = Map.of(GroupWorker.KEY, key, GroupWorker.NUMBER, number);
        Message message = latest.compute(
                key,
                (k, before) -> before != null
                                && before.payload().get(GroupWorker.NUMBER).equals(number)
                        ? before
                        : Message.builder(ids.next()).payload(payload).build());
        return backend.storeMessageAsync("n", GroupWorker.TOPIC, message);
    }

    private SharedGroup settled() {
        Await.until(() -> "seed " + SEED + ": " + group(), () -> group().lag() == 0);
        assertEquals(0, group().lost());
        assertEquals(List.of(), backend.getMessagesForTopic(DeadLetter.topicFor(GroupWorker.TOPIC)));
        return group();
    }

    private SharedGroup group() {
        return backend.sharedGroups().list().get(0);
    }

    @Test
    void whatKilledProcessesHadIsHandledByOthersAndNothingElseComesAgain() throws Exception {
        int slots = MEMBERS * CONCURRENCY;
        try (GroupTrial trial = trial(server.port(), 40, MEMBERS, CONCURRENCY, MOST_WORK_MICROS)) {
            trial.start(PROCESSES);
            int killedInHandler = 0;
            int inHandlers = 0;
            int kills = 0;
            while (killedInHandler < KILLS) {
                trial.awaitProgress(trial.random().nextInt(100));
                int handlers = trial.kill();
                kills++;
                killedInHandler += handlers > 0 ? 1 : 0;
                inHandlers += handlers;
            }
            GroupCheck check = trial.finish(0);

            SharedGroup group = settled();
            assertTrue(check.mostHandedOn() <= slots, () -> "seed " + SEED + ": " + check.mostHandedOn());
            assertTrue(group.attempts() - trial.stored() <= (long) kills * slots, group::toString);
            LOGGER.log(
                    Level.INFO,
                    "{0} processes killed, {1} of them in {2} handlers; {3} messages, all handled; {4} began again"
                            + " elsewhere, {5} of those had ended before the kill",
                    kills,
                    killedInHandler,
                    inHandlers,
                    trial.stored(),
                    check.begun() - trial.stored(),
                    check.handledTwice());
        }
    }

    @Test
    void connectionsThatAreCutChangeNothing() throws Exception {
        try (TcpProxy proxy = new TcpProxy(server.port());
                GroupTrial trial = trial(proxy.port(), 40, MEMBERS, CONCURRENCY, MOST_WORK_MICROS / 4)) {
            trial.start(PROCESSES);
            Set<Long> members = members();
            for (int cut = 0; cut < CUTS; cut++) {
                trial.awaitProgress(trial.random().nextInt(60));
                cut(proxy, trial.random());
            }
            GroupCheck check = trial.finish(0);

            settled();
            verifyCuts(members, check, proxy.cuts(), trial.stored());
        }
    }

    private Set<Long> members() {
        return group().members().stream().map(SharedGroup.Member::number).collect(Collectors.toSet());
    }

    /** On a machine that is too busy, a member may be away for longer than it keeps its messages: then it joins anew. */
    private void verifyCuts(Set<Long> before, GroupCheck check, long cuts, long stored) {
        boolean allStayed = members().equals(before);
        LOGGER.log(
                Level.INFO,
                "{0} cuts of {1} connections; {2} messages, all handled; {3}; {4} attempts; {5} begun again, {6} of"
                        + " them while a handler ran",
                CUTS,
                cuts,
                stored,
                allStayed ? "all members stayed" : "some were away for too long",
                group().attempts(),
                check.lost(),
                check.lostInHandlers());
        assertTrue(!allStayed || check.lost() == 0, () -> "seed " + SEED + ": " + check.lost());
        assertEquals(stored + check.lost(), check.begun());
    }

    private static void cut(TcpProxy proxy, Random random) {
        switch (random.nextInt(3)) {
            case 0 -> proxy.cut();
            case 1 -> proxy.cutAfterBytesToServer(random.nextInt(5_000));
            default -> proxy.cutAfterBytesToClient(random.nextInt(5_000));
        }
    }

    @Test
    void sixteenMembersShareAThousandKeys() throws Exception {
        try (GroupTrial trial = trial(server.port(), 1_000, 16 / PROCESSES, 1, 0)) {
            trial.start(PROCESSES);
            long begun = System.nanoTime();
            GroupCheck check = trial.finish(MESSAGES / 1_000);
            long millis = (System.nanoTime() - begun) / 1_000_000;

            assertEquals(trial.stored(), settled().attempts());
            assertEquals(trial.stored(), check.begun());
            assertEquals(16, check.shares().size());
            LongSummaryStatistics shares =
                    check.shares().values().stream().mapToLong(Long::longValue).summaryStatistics();
            LOGGER.log(
                    Level.INFO,
                    "{0} messages with 1,000 keys in {1} ms, each handled once and in the order of its key; 16 members"
                            + " handled {2} to {3} of them",
                    trial.stored(),
                    millis,
                    shares.getMin(),
                    shares.getMax());
        }
    }
}
