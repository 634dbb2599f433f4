package io.messaging.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingConfigurationException;
import io.messaging.backend.Subscriber;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.config.MessagingConfig;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.message.GemstoneGenerator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MessagingExtensionTest {
    /** In each test, the topic is empty at first and holds one message at the end. */
    private static void storesAlone(DistributedTestScenario scenario, MessagingBackend backend) {
        assertEquals(List.of(), backend.getMessagesForTopic("orders"));
        backend.storeMessage("shop", "orders", scenario.message("n", 1));
        assertEquals(1, scenario.awaitMessages("orders", 1).size());
    }

    @Nested
    @MessagingTest
    class AsAnAnnotation {
        private static final Set<String> SERVERS = ConcurrentHashMap.newKeySet();

        @RepeatedTest(3)
        void testsShareAServerAndNoTopics(
                EmbeddedServer server, DistributedTestScenario scenario, MessagingBackend backend) {
            storesAlone(scenario, backend);
            SERVERS.add(server.id());
            assertEquals(1, SERVERS.size());
        }

        @Test
        void namesTellBackendsApart(
                @Agent("a") MessagingBackend a, @Agent("b") MessagingBackend b, @Agent("a") MessagingBackend again) {
            assertSame(a, again);
            assertNotSame(a, b);
        }

        @Test
        void generatorsHaveMachineNumbersOfTheirOwn(GemstoneGenerator one, GemstoneGenerator other) {
            assertNotEquals(one.machineId(), other.machineId());
        }

        @Test
        void namespacesAndSubscribersAreTheTestsOwn(MessagingBackend backend) {
            backend.subscribe("plain", message -> {});
            backend.subscribe("guild:topic", message -> {});
            backend.subscribe(
                    "named", message -> {}, SubscriptionOptions.plain().namespace("shop"));
            assertEquals(
                    Set.of(new Subscriber("plain", null, null, true), new Subscriber("named", null, "shop", true)),
                    Set.copyOf(backend.loadSubscribers("shop")));
            assertEquals(
                    Set.of(new Subscriber("plain", null, null, true), new Subscriber("guild:topic", null, null, true)),
                    Set.copyOf(backend.loadSubscribers("guild")));
        }

        @Test
        @MessagingTest(ownServer = true)
        void aServerOfItsOwnIsAnother(EmbeddedServer server) {
            SERVERS.add("the shared one's, whatever it is");
            assertTrue(!SERVERS.contains(server.id()) && server.isRunning());
        }

        @Test
        @MessagingTest(backend = MessagingTest.IN_MEMORY)
        void inMemoryHasNoServer(DistributedTestScenario scenario, MessagingBackend backend) {
            storesAlone(scenario, backend);
            assertThrows(IllegalStateException.class, () -> scenario.startProcess("p", Object.class));
            assertThrows(IllegalStateException.class, () -> scenario.faults().restartServer());
        }

        @Test
        @MessagingTest(backend = """
                        {"backend_module": "io.messaging.inmemory", "backend_class": "InMemoryMessagingBackend",
                         "backend_config": {"broker": "shared-by-all-tests", "delivery": "async"}}""")
        void anyConfigurationWillDo(DistributedTestScenario scenario, MessagingBackend backend) {
            storesAlone(scenario, backend);
            scenario.setupSubscriber("agent", "orders");
            backend.storeMessage("shop", "orders", scenario.message("n", 2));
            scenario.awaitQuiescent();
            assertEquals(1, scenario.received("agent").size());
        }
    }

    @Nested
    class AsAStaticField {
        @RegisterExtension
        static final MessagingExtension MESSAGING = MessagingExtension.with(MessagingTest.IN_MEMORY);

        @RepeatedTest(2)
        void eachTestIsAlone(DistributedTestScenario scenario, MessagingBackend backend) {
            storesAlone(scenario, backend);
        }
    }

    @Nested
    class AsAField {
        @RegisterExtension
        final MessagingExtension messaging = new MessagingExtension();

        private MessagingBackend before;

        @BeforeEach
        void setUp(MessagingBackend backend) {
            before = backend;
        }

        @RepeatedTest(2)
        void whatTheSetUpGotIsWhatTheTestGets(DistributedTestScenario scenario, MessagingBackend backend) {
            assertSame(before, backend);
            storesAlone(scenario, backend);
        }
    }

    @Nested
    @MessagingTest
    class InAConstructor {
        private final MessagingBackend injected;

        InAConstructor(MessagingBackend injected) {
            this.injected = injected;
        }

        @RepeatedTest(2)
        void itIsTheTestsToo(DistributedTestScenario scenario, MessagingBackend backend) {
            assertSame(injected, backend);
            storesAlone(scenario, backend);
        }
    }

    @Nested
    @MessagingTest
    class BeforeAllTests {
        private static MessagingBackend classes;

        @BeforeAll
        static void setUp(MessagingBackend backend, GemstoneGenerator ids) {
            classes = backend;
            backend.storeMessage(
                    "shop",
                    "stock",
                    io.messaging.message.Message.builder(ids)
                            .payload(Map.of("n", 1))
                            .build());
        }

        @RepeatedTest(2)
        void whatTheClassGotLivesAsLongAsTheClass(DistributedTestScenario scenario, MessagingBackend backend) {
            assertNotSame(classes, backend);
            storesAlone(scenario, backend);
            assertEquals(1, classes.getMessagesForTopic("stock").size());
        }
    }

    @Test
    void aBackendThatIsNoneIsExplained() {
        MessagingConfigurationException refusal =
                assertThrows(MessagingConfigurationException.class, () -> MessagingExtension.with("redsi"));
        assertTrue(refusal.getMessage().contains("\"embedded\", \"in-memory\""), refusal::getMessage);
    }

    @Test
    void aConfigurationOutlivesItsTestOnlyToExplainItself() {
        MessagingConfig config;
        try (SocketMessagingTestHelper helper = SocketMessagingTestHelper.start()) {
            config = helper.config("agent");
        }
        MessagingConfigurationException refusal =
                assertThrows(MessagingConfigurationException.class, config::createBackend);
        assertTrue(refusal.getMessage().contains("its test has ended"), refusal::getMessage);
    }
}
