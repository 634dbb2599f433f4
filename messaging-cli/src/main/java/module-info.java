/** The command line of the messaging project. */
module io.messaging.cli {
    requires info.picocli;
    requires io.messaging;
    requires io.messaging.embedded;
    requires io.messaging.inmemory;
    requires io.messaging.tck;

    opens io.messaging.cli to
            info.picocli;
}
