package io.messaging.testing.observed;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.message.GemstoneId;
import java.util.List;

/** What lies under a test's observed backends. Thread-safe. */
public interface Underneath {
    /** Opens a backend. */
    MessagingBackend open(MessagingConfig target);

    /** What a topic holds now, where only counting can tell what has been handled; else nothing. */
    List<GemstoneId> idsIn(String topic);
}
