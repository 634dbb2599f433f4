/** The messaging contract as JUnit tests, for every backend. */
module io.messaging.tck {
    requires transitive io.messaging;
    requires transitive org.junit.jupiter.api;
    requires transitive org.opentest4j;

    exports io.messaging.tck;
    exports io.messaging.tck.report;

    // JUnit calls the rules and the extension by reflection.
    opens io.messaging.tck to
            org.junit.platform.commons;
}
