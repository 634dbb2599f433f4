package io.messaging.testing.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.message.Message;
import io.messaging.testing.DistributedTestScenario;
import io.messaging.testing.MessagingTest;
import io.messaging.testing.TestClock;
import io.messaging.testing.TestProcess;
import io.messaging.testing.event.RecordedEvent;
import io.messaging.testing.support.Programs;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that end in different ways; run by {@link FailureReportTest}. */
class ReportSample {
    @MessagingTest(failOnHandlerError = false)
    static class Ends {
        @Test
        void passes(DistributedTestScenario scenario) {
            scenario.createBackend("desk").storeMessage("shop", "orders", scenario.message("n", 1));
        }

        @Test
        void isAborted(DistributedTestScenario scenario) {
            scenario.createBackend("desk").storeMessage("shop", "orders", scenario.message("n", 1));
            assumeTrue(false);
        }

        /** A bit of everything that a report can show. */
        @Test
        void fails(DistributedTestScenario scenario, TestClock clock) {
            clock.freeze();
            MessagingBackend desk = scenario.createBackend("desk");
            scenario.createBackend("billing").subscribe("orders", order -> {
                if (order.payload().get("price") == null) {
                    throw new IllegalArgumentException("an order without a price");
                }
                scenario.createBackend("billing").storeMessage("shop", "invoices", order);
            });
            scenario.setupSubscriber("archive", "invoices");
            TestProcess shipping = scenario.startProcess(
                            "shipping", Programs.Slow.class, TestProcess.CONFIG, "invoices", "parcels")
                    .awaitSubscribed("invoices");
            scenario.faults()
                    .drop(delivery -> "<3>".equals(delivery.message().payload().get("order")));
            for (int n = 1; n <= 3; n++) {
                Map<String, Object> order = n == 2 ? Map.of("order", "A2") : Map.of("order", "<" + n + ">", "price", n);
                desk.storeMessage(
                        "shop",
                        "orders",
                        Message.builder(scenario.generator()).payload(order).build());
            }
            scenario.awaitReceived("archive", 1);
            scenario.faults().cut("shipping");
            clock.advance(Duration.ofMinutes(5));
            shipping.awaitOutput("has ");
            scenario.awaitEvent(event -> event.kind() == RecordedEvent.Kind.DELIVERY && event.failed());
            scenario.awaitEvent(event -> event.kind() == RecordedEvent.Kind.DROP);
            assertEquals(3, scenario.awaitMessages("invoices", 1).size());
        }

        @Test
        void failsAfterManyMessages(DistributedTestScenario scenario) {
            MessagingBackend desk = scenario.createBackend("desk");
            scenario.setupSubscriber("archive", "orders");
            for (int n = 1; n <= 2_000; n++) {
                desk.storeMessageAsync("shop", "orders", scenario.message("n", n));
            }
            assertEquals(1_999, scenario.awaitReceived("archive", 2_000).size());
        }
    }

    @MessagingTest
    static class EndsInTearDown {
        @AfterEach
        void tearDown(DistributedTestScenario scenario) {
            assertEquals(0, scenario.awaitMessages("orders", 1).size());
        }

        @Test
        void passes(DistributedTestScenario scenario) {
            scenario.createBackend("desk").storeMessage("shop", "orders", scenario.message("n", 1));
        }
    }

    @MessagingTest
    static class EndsInSetUp {
        @BeforeAll
        static void setUp(DistributedTestScenario scenario) {
            scenario.createBackend("desk").storeMessage("shop", "orders", scenario.message("n", 1));
            assertEquals(2, scenario.awaitMessages("orders", 1).size());
        }

        @Test
        void isNotRun() {}
    }

    @MessagingTest
    static class UsesWhatTheClassHas {
        private static DistributedTestScenario ofTheClass;

        @BeforeAll
        static void setUp(DistributedTestScenario scenario) {
            ofTheClass = scenario;
            scenario.createBackend("desk").storeMessage("shop", "stock", scenario.message("n", 1));
        }

        @Test
        void failsOnAStaticScenario() {
            ofTheClass.createBackend("desk").storeMessage("shop", "orders", ofTheClass.message("n", 2));
            assertEquals(2, ofTheClass.awaitMessages("orders", 1).size());
        }
    }

    @MessagingTest
    static class Unprintable {
        @Test
        void fails(DistributedTestScenario scenario) {
            scenario.createBackend("desk").storeMessage("shop", "orders", scenario.message("n", 1));
            throw new IllegalStateException() {
                @Override
                public String toString() {
                    throw new NoClassDefFoundError("com/example/Shop");
                }

                @Override
                public StackTraceElement[] getStackTrace() {
                    throw new NoClassDefFoundError("com/example/Shop");
                }
            };
        }
    }

    /** Tests that could share a file name: by class, by case, by parameters, by repetition, by length. */
    static class Alike {
        @MessagingTest
        static class One {
            @Nested
            class Inner {
                @Test
                void inner() {
                    Assertions.fail("one");
                }
            }

            @Test
            void alike() {
                Assertions.fail("alike");
            }

            @Test
            void Alike() {
                Assertions.fail("Alike");
            }

            @Test
            void alike(DistributedTestScenario scenario) {
                Assertions.fail("alike with a parameter");
            }

            @ParameterizedTest(name = "the same")
            @ValueSource(strings = {"a", "b"})
            void parameterized(String value) {
                Assertions.fail(value);
            }

            @RepeatedTest(2)
            void repeated() {
                Assertions.fail("repeated");
            }

            @Test
            void aVeryLongNameOfATestThatGoesOnAndOnAndOnAndOnAndOnAndOnAndOnAndOnAndOnAndOnAndOnAndOnAndOnUntilOne() {
                Assertions.fail("long one");
            }

            @Test
            void aVeryLongNameOfATestThatGoesOnAndOnAndOnAndOnAndOnAndOnAndOnAndOnAndOnAndOnAndOnAndOnAndOnUntilTwo() {
                Assertions.fail("long two");
            }
        }

        @MessagingTest
        static class Two {
            @Nested
            class Inner {
                @Test
                void inner() {
                    Assertions.fail("two");
                }
            }
        }
    }

    /** A story that is hard to draw: many agents, long names, characters of all kinds. */
    @MessagingTest(failOnHandlerError = false)
    static class Wide {
        @Test
        void failsWithALotToShow(DistributedTestScenario scenario) {
            String topic =
                    "a very long topic name with emoji 🎉🎉🎉 and 漢字漢字漢字 and <markup> & \"quotes\" that goes on and on";
            for (int n = 1; n <= 8; n++) {
                scenario.setupSubscriber("agent number " + n + " of a long name 🤖", topic);
            }
            scenario.createBackend("last").subscribe(topic, message -> {
                throw new IllegalStateException(
                        "a failure whose text is so long that it does not fit beside the line 🎉");
            });
            scenario.createBackend("last")
                    .storeMessage(
                            "shop",
                            topic,
                            Message.builder(scenario.generator())
                                    .payload(Map.of("text", "🎉漢字".repeat(200), "half", "\ud800"))
                                    .build());
            scenario.awaitQuiescent();
            scenario.faults().drop(delivery -> delivery.to().equals("last"));
            scenario.createBackend("last").storeMessage("shop", topic, scenario.message("n", 2));
            scenario.awaitQuiescent();
            Assertions.fail("a failure with a text that is long, has <markup>, emoji 🎉 and half a character \ud83c");
        }
    }
}
