package io.messaging.store;

import io.messaging.store.log.LogOptions;
import io.messaging.store.log.RecordingDirectory;
import io.messaging.store.log.SyncMode;
import java.time.InstantSource;
import java.util.Map;

/** The ways in which a store holds messages, each of which is to behave the same. */
enum Holding {
    OBJECTS {
        @Override
        MessageStore open(StoreLimits limits, InstantSource clock) {
            return new MessageStore(limits, clock);
        }
    },
    LOG_IN_MEMORY {
        @Override
        MessageStore open(StoreLimits limits, InstantSource clock) {
            return MessageStore.forRemoteClients(limits, clock);
        }
    },
    LOG_IN_DIRECTORY {
        @Override
        MessageStore open(StoreLimits limits, InstantSource clock) {
            return openIn(new RecordingDirectory(Map.of()), SyncMode.INTERVAL, limits, clock);
        }
    };

    /** Small segments, so that all that is done with segments is done often. */
    private static final LogOptions SMALL = new LogOptions(SyncMode.INTERVAL, 10, 64 * 1024, 16 * 1024, 1, 64 * 1024);

    abstract MessageStore open(StoreLimits limits, InstantSource clock);

    /** Opens a store in a directory, with small segments. */
    static MessageStore openIn(RecordingDirectory directory, SyncMode sync, StoreLimits limits, InstantSource clock) {
        MessageStore store = MessageStore.inDirectory(limits, clock, directory, "boot", SMALL.with(sync));
        store.open();
        return store;
    }
}
