/** What authors of applications use in their own tests: a JUnit extension, agents, real processes, faults, time. */
module io.messaging.testing {
    requires transitive io.messaging;
    requires transitive io.messaging.embedded;
    requires io.messaging.inmemory;
    requires transitive org.junit.jupiter.api;
    requires org.opentest4j;
    requires static com.google.auto.service;

    exports io.messaging.testing;
    exports io.messaging.testing.event;

    provides io.messaging.backend.MessagingBackendFactory with
            io.messaging.testing.observed.ObservedMessagingBackendFactory;
}
