package io.messaging.store;

import io.messaging.spi.delivery.MessageSource;

/** Reads on in storing order; what it says is of the message that {@link #next} gave last. Owned by one reading thread. */
public interface StoreCursor extends MessageSource {
    /** {@return the storing-order position behind it, in its topic} */
    long position();

    /** {@return for how many milliseconds it may still be handed on: 0 when it has expired meanwhile; or {@link Cursor#FOR_EVER}} */
    long lifeMillis();
}
