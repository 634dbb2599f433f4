package io.messaging.embedded.server;

import org.junit.jupiter.api.Tag;

/** The same with more messages. */
@Tag("thorough")
class MoreForAStuckSubscriberIT extends StuckSubscriberIT {
    @Override
    int count() {
        return 100_000;
    }
}
