/** The command line of the messaging project. */
module io.messaging.cli {
    requires info.picocli;
    requires io.messaging;
    requires io.messaging.bus;
    requires io.messaging.embedded;
    requires io.messaging.inmemory;
    requires io.messaging.redis;
    requires io.messaging.store;
    requires io.messaging.tck;
    requires java.management;

    // picocli fills in the fields of the commands and of what they share.
    opens io.messaging.cli to
            info.picocli;
    opens io.messaging.cli.backends to
            info.picocli;
    opens io.messaging.cli.data to
            info.picocli;
    opens io.messaging.cli.demo to
            info.picocli;
    opens io.messaging.cli.durable to
            info.picocli;
    opens io.messaging.cli.message to
            info.picocli;
    opens io.messaging.cli.server to
            info.picocli;
    opens io.messaging.cli.soak to
            info.picocli;
    opens io.messaging.cli.support to
            info.picocli;
    opens io.messaging.cli.tck to
            info.picocli;
}
