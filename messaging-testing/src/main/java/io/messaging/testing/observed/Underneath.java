package io.messaging.testing.observed;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.message.GemstoneId;
import java.util.List;

/** The backends under a test's observed backends. Thread-safe. */
public interface Underneath {
    /** Opens a backend. */
    MessagingBackend open(MessagingConfig target);

    /** Returns the ids in a topic if progress is determined by counting, otherwise nothing. */
    List<GemstoneId> idsIn(String topic);
}
