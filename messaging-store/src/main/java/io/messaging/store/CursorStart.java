package io.messaging.store;

import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.spi.StartPositions;

/**
 * Where a cursor starts, and what it leaves out. Immutable.
 *
 * @param position {@link Cursor#NOW}, {@link #CHECKED}, or the storing-order position of the first message wanted
 * @param after leaves out messages that are not chronologically later than this id; 0 leaves out none
 */
public record CursorStart(long position, GemstoneId after) {
    /** The position of the first message that is later than {@link #after}, which the topic must hold. */
    public static final long CHECKED = -2;

    /** Only what is stored from now on. */
    public static final CursorStart FROM_NOW = at(Cursor.NOW);

    /** Starts at a position, and leaves out nothing. */
    public static CursorStart at(long position) {
        return new CursorStart(position, GemstoneId.ZERO);
    }

    /** Starts behind a message that the topic must hold. */
    public static CursorStart after(GemstoneId id) {
        return new CursorStart(CHECKED, id);
    }

    /** Returns where a plain subscription with these options starts. */
    public static CursorStart of(SubscriptionOptions options) {
        return options.startsAfter()
                .map(id -> StartPositions.isBeginning(id) ? at(0) : after(id))
                .orElse(FROM_NOW);
    }

    /** Returns where a durable client or a group with these options starts when it is new: with everything by default. */
    public static CursorStart ofNew(SubscriptionOptions options) {
        return options.startsAfter().isEmpty() ? at(0) : of(options);
    }

    /** Returns the same at another position, where a cursor that was opened before goes on. */
    public CursorStart goingOnAt(long next) {
        return new CursorStart(next, after);
    }

    /** Whether something is left out. */
    public boolean leavesOut() {
        return !StartPositions.isBeginning(after);
    }

    /** Whether it depends on a message that the topic must hold. */
    boolean isChecked() {
        return position == CHECKED;
    }

    /** Returns the greatest chronological key that is left out; -1 for none. */
    long lastKeyLeftOut() {
        return leavesOut() ? after.chronologicalKey() : -1;
    }
}
