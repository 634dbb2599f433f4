package io.messaging.store;

import io.messaging.spi.delivery.MessageSource;
import java.util.Map;

/** Reads on in storing order; what it says is of the message that {@link #next} gave last. Owned by one reading thread. */
public interface StoreCursor extends MessageSource {
    /**
     * Returns the next message as {@link #next} does, as bytes of the log where it is there.
     *
     * @return null when there is none yet
     */
    StoredJson nextJson();

    /** {@return the storing-order position behind it, in its topic} */
    long position();

    /** {@return the positions behind the last messages of several topics, without those at 0; none where it reads one topic} */
    default Map<String, Long> positions() {
        return Map.of();
    }

    /** {@return for how many milliseconds it may still be handed on: 0 when it has expired meanwhile; or {@link Cursor#FOR_EVER}} */
    long lifeMillis();
}
