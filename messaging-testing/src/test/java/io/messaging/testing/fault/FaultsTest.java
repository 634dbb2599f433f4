package io.messaging.testing.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.message.Message;
import io.messaging.testing.Agent;
import io.messaging.testing.DistributedTestScenario;
import io.messaging.testing.Faults;
import io.messaging.testing.MessagingTest;
import io.messaging.testing.event.RecordedEvent.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@MessagingTest
class FaultsTest {
    private final DistributedTestScenario scenario;
    private final Faults faults;

    FaultsTest(DistributedTestScenario scenario, Faults faults) {
        this.scenario = scenario;
        this.faults = faults;
    }

    private List<Integer> receivedNumbers() {
        return scenario.received("billing").stream()
                .map(message -> ((Number) message.payload().get("n")).intValue())
                .toList();
    }

    private static List<Integer> upTo(int count) {
        return IntStream.rangeClosed(1, count).boxed().toList();
    }

    private void store(MessagingBackend desk, int from, int to) {
        for (int n = from; n <= to; n++) {
            desk.storeMessage("shop", "orders", scenario.message("n", n));
        }
    }

    @Test
    void aCutLosesAndRepeatsNothing() {
        scenario.setupSubscriber("billing", "orders");
        MessagingBackend desk = scenario.createBackend("desk");
        for (int n = 1; n <= 30; n++) {
            if (n % 5 == 0) {
                faults.cut(n % 10 == 0 ? "billing" : "desk");
            }
            store(desk, n, n);
        }
        scenario.awaitQuiescent();
        assertEquals(upTo(30), receivedNumbers());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 50, 700, 5_000})
    void aCutAfterBytesIsSurvived(int bytes) {
        scenario.setupSubscriber("billing", "orders");
        MessagingBackend desk = scenario.createBackend("desk");
        faults.cutAfterBytes("billing", bytes);
        faults.cutAfterBytes("desk", bytes);
        store(desk, 1, 60);
        scenario.awaitQuiescent();
        assertEquals(upTo(60), receivedNumbers());
    }

    @Test
    void aCutInTheMiddleOfALineIsSurvived() {
        scenario.setupSubscriber("billing", "orders");
        MessagingBackend desk = scenario.createBackend("desk");
        for (int n = 1; n <= 10; n++) {
            faults.cutInLine("billing");
            faults.cutInRequest("desk");
            store(desk, n, n);
            scenario.awaitReceived("billing", n);
        }
        assertEquals(upTo(10), receivedNumbers());
    }

    @Test
    void aDelayDelays() {
        scenario.setupSubscriber("billing", "orders");
        faults.delay("billing", Duration.ofMillis(120));
        store(scenario.createBackend("desk"), 1, 1);
        scenario.awaitReceived("billing", 1);
        Duration stored = at(Kind.STORE);
        Duration delivered = at(Kind.DELIVERY);
        assertTrue(
                delivered.minus(stored).compareTo(Duration.ofMillis(120)) >= 0,
                () -> "stored at " + stored + ", delivered at " + delivered);
    }

    private Duration at(Kind kind) {
        return scenario.awaitEvent(event -> event.kind() == kind).at();
    }

    @Test
    void whoStopsReadingDelaysNobodyElse() {
        scenario.setupSubscriber("billing", "orders");
        scenario.setupSubscriber("archive", "orders");
        faults.stopReading("billing");
        Message big = Message.builder(scenario.generator())
                .payload(java.util.Map.of("n", 1, "text", "x".repeat(2 << 20)))
                .build();
        MessagingBackend desk = scenario.createBackend("desk");
        desk.storeMessage("shop", "orders", big);
        store(desk, 2, 20);
        scenario.awaitReceived("archive", 20);
        assertEquals(List.of(), receivedNumbers());
        faults.heal("billing");
        scenario.awaitReceived("billing", 20);
        assertEquals(upTo(20), receivedNumbers());
    }

    @Test
    void anAgentThatIsPartitionedCanNeitherStoreNorReceive() {
        scenario.setupSubscriber("billing", "orders");
        MessagingBackend desk = scenario.createBackend("desk");
        faults.partition("billing");
        faults.partition("desk");
        CompletableFuture<Void> stored = CompletableFuture.runAsync(() -> store(desk, 1, 1));
        scenario.awaitEvent(event -> event.kind() == Kind.STORE);
        faults.heal("billing");
        assertFalse(stored.isDone());
        faults.heal("desk");
        stored.join();
        scenario.awaitReceived("billing", 1);
    }

    @Test
    void twoAgentsThatArePartitionedHearTheOthers() {
        scenario.setupSubscriber("billing", "orders");
        scenario.setupSubscriber("archive", "orders");
        faults.partition("desk", "billing");
        store(scenario.createBackend("desk"), 1, 3);
        scenario.awaitReceived("archive", 3);
        assertEquals(List.of(), receivedNumbers());
        faults.heal("billing", "desk");
        scenario.awaitReceived("billing", 3);
        assertEquals(upTo(3), receivedNumbers());
    }

    @Test
    @MessagingTest(backend = MessagingTest.IN_MEMORY)
    void twoAgentsInMemoryCanBePartitionedToo() {
        scenario.setupSubscriber("billing", "orders");
        scenario.setupSubscriber("archive", "orders");
        faults.partition("desk", "billing");
        store(scenario.createBackend("desk"), 1, 3);
        scenario.awaitReceived("archive", 3);
        assertEquals(List.of(), receivedNumbers());
        faults.heal("billing", "desk");
        scenario.awaitReceived("billing", 3);
    }

    @Test
    @MessagingTest(ownServer = true)
    void aRestartedServerIsAnotherAndItsClientsComeBack(EmbeddedServer before) {
        scenario.setupSubscriber("billing", "orders");
        MessagingBackend desk = scenario.createBackend("desk");
        store(desk, 1, 1);
        scenario.awaitQuiescent();
        faults.restartServer();
        assertFalse(before.isRunning());
        assertEquals(List.of(), desk.getMessagesForTopic("orders"));
        store(desk, 2, 2);
        scenario.awaitReceived("billing", 2);
    }

    @Test
    void aSharedServerIsNotRestarted() {
        IllegalStateException refusal = assertThrows(IllegalStateException.class, faults::restartServer);
        assertTrue(refusal.getMessage().contains("ownServer = true"), refusal::getMessage);
    }

    @Test
    void aRuleDropsWhatItSelects() {
        scenario.setupSubscriber("billing", "orders");
        scenario.setupSubscriber("archive", "orders");
        faults.drop(delivery -> delivery.from().equals("desk")
                && delivery.to().equals("billing")
                && delivery.topic().equals("orders")
                && ((Number) delivery.message().payload().get("n")).intValue() == 2);
        store(scenario.createBackend("desk"), 1, 3);
        scenario.awaitQuiescent();
        assertEquals(List.of(1, 3), receivedNumbers());
        assertEquals(3, scenario.received("archive").size());
    }

    @Test
    void whatChanceDropsGoesByTheSeed() {
        List<List<Integer>> runs = new ArrayList<>();
        for (long seed : List.of(7L, 7L, 8L)) {
            try (DistributedTestScenario own = DistributedTestScenario.start(seed)) {
                assertEquals(seed, own.faults().seed());
                own.setupSubscriber("billing", "orders");
                own.faults().dropRandomly(0.5);
                for (int n = 1; n <= 40; n++) {
                    own.createBackend("desk").storeMessage("shop", "orders", own.message("n", n));
                }
                own.awaitQuiescent();
                runs.add(own.received("billing").stream()
                        .map(message -> ((Number) message.payload().get("n")).intValue())
                        .toList());
            }
        }
        assertEquals(runs.get(0), runs.get(1));
        assertFalse(runs.get(0).equals(runs.get(2)));
        assertTrue(runs.get(0).size() > 5 && runs.get(0).size() < 35, runs::toString);
    }

    @Test
    void faultsReachProgramsThatOpenTheirBackendThemselves(@Agent("billing") MessagingConfig config) {
        List<Message> received = new CopyOnWriteArrayList<>();
        try (MessagingBackend backend = config.createBackend()) {
            backend.subscribe("orders", received::add);
            faults.partition("billing");
            store(scenario.createBackend("desk"), 1, 1);
            assertEquals(0, received.size());
            faults.clear();
            scenario.awaitQuiescent();
            assertEquals(1, received.size());
        }
    }

    @Test
    void aNameThatNobodyHasIsExplained() {
        scenario.createBackend("billing");
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> faults.cut("biling"));
        assertTrue(refusal.getMessage().contains("nobody called 'biling'"), refusal::getMessage);
        assertTrue(refusal.getMessage().contains("[billing]"), refusal::getMessage);
    }

    @Test
    @MessagingTest(backend = MessagingTest.IN_MEMORY)
    void aConnectionThatThereIsNotIsExplained() {
        scenario.createBackend("billing");
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> faults.cut("billing"));
        assertTrue(refusal.getMessage().contains("\"in-memory\"; use \"embedded\""), refusal::getMessage);
    }

    @Test
    void probabilitiesGoFromZeroToOne() {
        assertThrows(IllegalArgumentException.class, () -> faults.dropRandomly(1.01));
        assertThrows(IllegalArgumentException.class, () -> faults.duplicateRandomly(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> faults.partition("a", "a"));
    }
}
