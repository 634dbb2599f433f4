package io.messaging.redis.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.DeadLetter;
import io.messaging.administration.SharedGroup;
import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.message.Message;
import io.messaging.redis.testing.Configs;
import io.messaging.redis.testing.Messages;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.ChildProcess;
import io.messaging.testsupport.GroupCheck;
import io.messaging.testsupport.GroupTrial;
import io.messaging.testsupport.TcpProxy;
import io.messaging.testsupport.redis.ClusterProcesses;
import io.messaging.testsupport.redis.RedisProcess;
import io.messaging.testsupport.redis.SentinelProcesses;
import io.messaging.testsupport.redis.SwitchedServers;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * A group in several processes, ordered by a key: killed in their handlers, cut off, and in fail-overs. {@code
 * -Dmessaging.group.kills=100}, {@code .cuts=1000}, {@code .switches=20} and {@code .failovers=20} ask for more, and {@code
 * -Dmessaging.group.seed=N} repeats a run's choices.
 */
@Timeout(1_700)
class GroupTrialIT {
    private static final System.Logger LOGGER = System.getLogger(GroupTrialIT.class.getName());
    private static final int KILLS = Integer.getInteger("messaging.group.kills", 2);
    private static final int CUTS = Integer.getInteger("messaging.group.cuts", 20);
    private static final int SWITCHES = Integer.getInteger("messaging.group.switches", 0);
    private static final int FAIL_OVERS = Integer.getInteger("messaging.group.failovers", 0);
    private static final long SEED = Long.getLong("messaging.group.seed", System.nanoTime());
    private static final int MEMBERS = 2;
    private static final int CONCURRENCY = 4;

    private final Map<Integer, Message> latest = new HashMap<>();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private MessagingBackend backend;

    @TempDir
    private Path folder;

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.add(resource);
        return resource;
    }

    /** Prepares a trial whose messages are stored with the first options, and whose members have the second. */
    private GroupTrial trial(Map<String, Object> storing, Map<String, Object> members) throws IOException {
        backend = opened(Configs.open(patient(storing)));
        Path log = folder.resolve("handled.log");
        String config = Configs.config(patient(members)).toJson();
        return opened(new GroupTrial(SEED, log, 40, this::store, () -> {
            ProcessBuilder builder = ChildProcess.java(GroupWorker.class, log, MEMBERS, CONCURRENCY, 20_000)
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().put(MessagingConfig.ENVIRONMENT_VARIABLE, config);
            return builder;
        }));
    }

    private static Map<String, Object> patient(Map<String, Object> options) {
        Map<String, Object> patient = new HashMap<>(options);
        patient.put("request_timeout_millis", Configs.PATIENT_MILLIS);
        return patient;
    }

    private CompletableFuture<Void> store(int key, int number) {
        Map<String, Object> payload = Map.of(GroupWorker.KEY, key, GroupWorker.NUMBER, number);
        Message message = latest.compute(
                key,
                (k, before) -> before != null
                                && before.payload().get(GroupWorker.NUMBER).equals(number)
                        ? before
                        : Message.builder(Messages.IDS.next()).payload(payload).build());
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
        RedisProcess server = opened(RedisProcess.start());
        int slots = MEMBERS * CONCURRENCY;
        GroupTrial trial = trial(Map.of("port", server.port()), Map.of("port", server.port()));
        trial.start(2);
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

    @Test
    void connectionsThatAreCutChangeNothing() throws Exception {
        RedisProcess server = opened(RedisProcess.start());
        TcpProxy proxy = opened(new TcpProxy(server.port()));
        GroupTrial trial = trial(Map.of("port", server.port()), Map.of("port", proxy.port()));
        trial.start(2);
        Set<Long> members = members();
        for (int cut = 0; cut < CUTS; cut++) {
            trial.awaitProgress(trial.random().nextInt(60));
            cut(proxy, trial.random());
        }
        GroupCheck check = trial.finish(0);

        settled();
        verify(CUTS + " cuts of " + proxy.cuts() + " connections", members, check, trial, 0);
    }

    private Set<Long> members() {
        return group().members().stream().map(SharedGroup.Member::number).collect(Collectors.toSet());
    }

    /** On a machine that is too busy, a member may be away for longer than it keeps its messages: then it joins anew. */
    private void verify(String what, Set<Long> before, GroupCheck check, GroupTrial trial, int mostLost) {
        boolean allStayed = members().equals(before);
        LOGGER.log(
                Level.INFO,
                "{0}; {1} messages, all handled; {2}; {3} stores repeated; {4} attempts; {5} begun again, {6} of them"
                        + " while a handler ran",
                what,
                trial.stored(),
                allStayed ? "all members stayed" : "some were away for too long",
                trial.retries(),
                group().attempts(),
                check.lost(),
                check.lostInHandlers());
        assertTrue(!allStayed || check.lost() <= mostLost, () -> "seed " + SEED + ": " + check.lost());
        assertEquals(trial.stored() + check.lost(), check.begun());
    }

    private static void cut(TcpProxy proxy, Random random) {
        switch (random.nextInt(3)) {
            case 0 -> proxy.cut();
            case 1 -> proxy.cutAfterBytesToServer(random.nextInt(5_000));
            default -> proxy.cutAfterBytesToClient(random.nextInt(5_000));
        }
    }

    static boolean areSwitchesAskedFor() {
        return SWITCHES > 0;
    }

    /** What the former master was told while its successor got nothing more from it is lost to the latter: hundreds of steps. */
    @Test
    @EnabledIf(value = "areSwitchesAskedFor", disabledReason = "a trial by hand: -Dmessaging.group.switches=20")
    void aServerThatLacksTheLastStepsChangesNothing() throws Exception {
        SwitchedServers servers = opened(SwitchedServers.start());
        GroupTrial trial = trial(servers.options(), servers.options());
        trial.start(2);
        Set<Long> members = members();
        for (int i = 0; i < SWITCHES; i++) {
            trial.awaitProgress(trial.random().nextInt(100));
            int lost = 20 + trial.random().nextInt(100);
            trial.whilePaused(() -> servers.failOver(() -> trial.awaitProgressWhilePaused(lost)));
        }
        trial.awaitProgress(100);
        GroupCheck check = trial.finish(0);

        settled();
        verify(SWITCHES + " servers without the last steps", members, check, trial, 0);
    }

    /**
     * A master that is killed may have answered the last step of each member and not have replicated it: what that settled
     * and what it handed out comes again.
     */
    private void failOver(String what, Map<String, Object> options, Runnable failOver) throws Exception {
        GroupTrial trial = trial(options, options);
        trial.start(2);
        Set<Long> members = members();
        for (int i = 0; i < FAIL_OVERS; i++) {
            trial.awaitProgress(100 + trial.random().nextInt(100));
            trial.whilePaused(failOver); // or messages that were acknowledged and not replicated are lost
        }
        trial.awaitProgress(100);
        GroupCheck check = trial.finish(0);

        settled();
        int mostLost = FAIL_OVERS * members.size() * 2 * CONCURRENCY;
        verify(FAIL_OVERS + " fail-overs " + what, members, check, trial, mostLost);
    }

    static boolean areFailOversAskedFor() {
        return FAIL_OVERS > 0;
    }

    @Test
    @EnabledIf(value = "areFailOversAskedFor", disabledReason = "a trial by hand: -Dmessaging.group.failovers=20")
    void aGroupGoesOnWhenSentinelChoosesAnotherMaster() throws Exception {
        SentinelProcesses sentinels = opened(SentinelProcesses.start());
        failOver("by Sentinel", sentinels.options(), sentinels::failOver);
    }

    @Test
    @EnabledIf(value = "areFailOversAskedFor", disabledReason = "a trial by hand: -Dmessaging.group.failovers=20")
    void aGroupGoesOnWhenANodeOfAClusterIsKilled() throws Exception {
        ClusterProcesses cluster = opened(ClusterProcesses.start(3));
        for (int master = 0; master < 3; master++) {
            cluster.addReplica(master);
        }
        failOver(
                "in a cluster",
                Map.of("mode", "cluster", "nodes", cluster.addresses()),
                () -> cluster.failOver("{" + GroupWorker.TOPIC + "}"));
    }
}
