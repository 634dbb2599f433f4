package io.messaging.embedded.client.link;

import io.messaging.concurrent.Handover;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Keeps virtual threads off sockets: an interrupt of one closes the socket that it is reading or writing, which others
 * may use. What a virtual thread asks for runs on a platform thread while the virtual one waits. An interrupt is passed
 * on, and so ends what it ends for a platform thread: a wait for a server to come back, and nothing else. Thread-safe.
 */
public final class VirtualCallers {
    /** Thread.isVirtual, where this JVM has it. */
    private static final MethodHandle IS_VIRTUAL = find();

    private final Executor platformThreads;

    /** Takes threads that are not virtual, as many as are needed at once. */
    public VirtualCallers(Executor platformThreads) {
        this.platformThreads = platformThreads;
    }

    private static MethodHandle find() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (NoSuchMethodException | IllegalAccessException before21) {
            return null;
        }
    }

    /** Whether the calling thread is virtual. */
    public static boolean isVirtual() {
        try {
            return IS_VIRTUAL != null && (boolean) IS_VIRTUAL.invokeExact(Thread.currentThread());
        } catch (Throwable e) {
            throw new IllegalStateException("Thread.isVirtual failed", e);
        }
    }

    /**
     * Runs an action on the calling thread, or on a platform thread where the calling one is virtual. The caller must hold
     * no monitor that the action enters.
     */
    public <T, E extends Exception> T run(Handover.Action<T, E> action) throws E {
        if (!isVirtual()) {
            return action.run();
        }
        try {
            return Handover.run(platformThreads, true, action);
        } catch (RejectedExecutionException closing) {
            return action.run(); // others use no connection of this backend any more
        }
    }
}
