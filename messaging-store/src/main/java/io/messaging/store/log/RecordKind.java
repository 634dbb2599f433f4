package io.messaging.store.log;

/** The kinds of records of a store; {@code docs/log.md} says what each has. */
public final class RecordKind {
    public static final byte MESSAGE = 16;
    public static final byte TOPIC = 17;
    public static final byte CLEARED = 18;
    public static final byte DROPPED = 19;
    public static final byte NAMESPACE = 20;
    public static final byte CLIENT = 21;
    public static final byte GROUP = 22;
    public static final byte ENTRY = 23;
    public static final byte REQUEUED = 24;
    public static final byte FORGOTTEN = 25;
    public static final byte SERVER = 26;
    public static final byte PLACE = 27;

    private RecordKind() {}
}
