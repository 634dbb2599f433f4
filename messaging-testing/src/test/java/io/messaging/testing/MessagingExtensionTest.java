package io.messaging.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.Subscriber;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingConfigurationException;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.config.MessagingConfig;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
            assertEquals(
                    Set.of("plain", "guild:topic", "named"),
                    backend.administration().subscribers().stream()
                            .map(Subscriber::topic)
                            .collect(Collectors.toSet()));
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
             "backend_config": {"broker": "shared-by-all-tests", "delivery": "async"}}\
            """)
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
                    Message.builder(ids).payload(Map.of("n", 1)).build());
        }

        @RepeatedTest(2)
        void whatTheClassGotLivesAsLongAsTheClass(DistributedTestScenario scenario, MessagingBackend backend) {
            assertNotSame(classes, backend);
            storesAlone(scenario, backend);
            assertEquals(1, classes.getMessagesForTopic("stock").size());
        }
    }

    @Nested
    @MessagingTest
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class OneInstanceForAllTests {
        private final MessagingBackend classes;

        OneInstanceForAllTests(MessagingBackend classes) {
            this.classes = classes;
        }

        @BeforeAll
        void setUp(DistributedTestScenario scenario, @Agent("archive") MessagingBackend archive) {
            archive.storeMessage("shop", "stock", scenario.message("n", 1));
        }

        @RepeatedTest(2)
        void theConstructorsIsTheClasss(DistributedTestScenario scenario, MessagingBackend backend) {
            assertNotSame(classes, backend);
            storesAlone(scenario, backend);
            assertEquals(1, classes.getMessagesForTopic("stock").size());
        }
    }

    @Nested
    @MessagingTest
    class EveryKindOfTest {
        @BeforeEach
        void setUp(@Agent("desk") MessagingBackend desk, GemstoneGenerator ids) {
            desk.storeMessage(
                    "shop",
                    "log",
                    Message.builder(ids).payload(Map.of("set", "up")).build());
        }

        @AfterEach
        void tearDown(@Agent("desk") MessagingBackend desk) {
            assertEquals(1, desk.getMessagesForTopic("log").size());
        }

        @ParameterizedTest
        @ValueSource(strings = {"orders", "a topic: with everything ☂"})
        void parameterized(String topic, DistributedTestScenario scenario, @Agent("desk") MessagingBackend desk) {
            desk.storeMessage("shop", topic, scenario.message("n", 1));
            assertEquals(1, scenario.awaitMessages(topic, 1).size());
        }

        @TestFactory
        Stream<DynamicTest> dynamic(DistributedTestScenario scenario, @Agent("desk") MessagingBackend desk) {
            return Stream.of("one", "two")
                    .map(topic -> DynamicTest.dynamicTest(topic, () -> {
                        desk.storeMessage("shop", topic, scenario.message("n", 1));
                        scenario.awaitMessages(topic, 1);
                    }));
        }

        @Nested
        class InsideAnother {
            @Test
            void theAnnotationOfTheOuterClassHolds(
                    EmbeddedServer server, @Agent("desk") MessagingBackend desk, DistributedTestScenario scenario) {
                assertTrue(server.isRunning());
                assertSame(desk, scenario.createBackend("desk"));
            }
        }

        @Test
        void theBrokersNamesCanBeAskedFor(EmbeddedServer server, DistributedTestScenario scenario) {
            scenario.setupSubscriber("desk", "orders");
            String real = scenario.brokerTopic("orders");
            assertNotEquals("orders", real);
            assertTrue(server.subscribers().stream()
                    .anyMatch(subscriber -> subscriber.topic().equals(real)));
            MessagingConfig plain = MessagingConfig.of(Map.of(
                    "backend_module",
                    "io.messaging.embedded",
                    "backend_class",
                    "EmbeddedMessagingBackend",
                    "backend_config",
                    Map.of("host", server.host(), "port", server.port(), "auto_start_server", false)));
            try (MessagingBackend stranger = plain.createBackend()) {
                stranger.storeMessage(scenario.brokerNamespace("shop"), real, scenario.message("from", "outside"));
            }
            scenario.awaitReceived(
                    "desk", message -> message.payload().get("from").equals("outside"));
        }

        @Test
        void whatItIsCalledDoesNotMatter(@Agent("desk") MessagingConfig config, DistributedTestScenario scenario) {
            MessagingConfig read = MessagingConfig.fromJson(config.toJson());
            read.validate();
            try (MessagingBackend backend = read.createBackend()) {
                backend.storeMessage("shop", "orders", scenario.message("n", 1));
            }
            scenario.awaitMessages("orders", 1);
        }
    }

    @Nested
    class AnyBackendByConfiguration {
        @RegisterExtension
        final MessagingExtension messaging = MessagingExtension.with(CustomBackend.CONFIG);

        @RepeatedTest(2)
        void oneOfTheUsersOwnWillDo(DistributedTestScenario scenario, MessagingBackend backend) {
            storesAlone(scenario, backend);
            scenario.setupSubscriber("agent", "orders");
            backend.storeMessage("shop", "orders", scenario.message("n", 2));
            scenario.awaitQuiescent();
            assertEquals(1, scenario.received("agent").size());
            assertTrue(CustomBackend.opened() > 0);
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
