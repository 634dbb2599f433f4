/** The messaging contract as JUnit tests, for every backend. */
module io.messaging.tck {
    requires transitive io.messaging;
    requires transitive org.junit.jupiter.api;
    requires transitive org.junit.platform.engine;
    requires transitive org.opentest4j;
    requires java.logging;
    requires java.xml;
    requires org.junit.platform.launcher;
    requires tools.jackson.core;

    exports io.messaging.tck;
    exports io.messaging.tck.report;
    exports io.messaging.tck.run;
    exports io.messaging.tck.spec;

    // JUnit calls the rules and the extensions by reflection.
    opens io.messaging.tck to
            org.junit.platform.commons;
    opens io.messaging.tck.rules.concurrency to
            org.junit.platform.commons;
    opens io.messaging.tck.rules.durable to
            org.junit.platform.commons;
    opens io.messaging.tck.rules.intercepting to
            org.junit.platform.commons;
    opens io.messaging.tck.rules.lifetime to
            org.junit.platform.commons;
    opens io.messaging.tck.rules.persistent to
            org.junit.platform.commons;
    opens io.messaging.tck.rules.reading to
            org.junit.platform.commons;
    opens io.messaging.tck.rules.shared to
            org.junit.platform.commons;
    opens io.messaging.tck.rules.subscribing to
            org.junit.platform.commons;
    opens io.messaging.tck.run to
            org.junit.platform.commons;
}
