/** The messaging contract as JUnit tests, for every backend. */
module io.messaging.tck {
    requires transitive io.messaging;
    requires transitive org.junit.jupiter.api;
    requires transitive org.junit.jupiter.params;
    requires org.junit.platform.launcher;
}
