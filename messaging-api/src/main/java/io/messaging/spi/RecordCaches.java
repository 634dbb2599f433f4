package io.messaging.spi;

import io.messaging.log.SafeLog;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;

/**
 * Frees what Java 17 keeps of records: it remembers the type for which it last linked {@code equals} and
 * {@code hashCode} of a record, for as long as the JVM runs. In an application server that type would keep the class
 * loader of an application that was undeployed. Thread-safe.
 */
final class RecordCaches {
    private static final int FIRST_WITHOUT = 21;

    private RecordCaches() {}

    /** Has it remember a class of its own instead. */
    static void release() {
        if (Runtime.version().feature() >= FIRST_WITHOUT) {
            return;
        }
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle component = lookup.findVirtual(String.class, "trim", MethodType.methodType(String.class));
            link(lookup, "equals", MethodType.methodType(boolean.class, String.class, Object.class), component);
            link(lookup, "hashCode", MethodType.methodType(int.class, String.class), component);
        } catch (Throwable e) {
            SafeLog.of(RecordCaches.class)
                    .log(System.Logger.Level.DEBUG, "cannot free what the JVM keeps of records", e);
        }
    }

    private static void link(MethodHandles.Lookup lookup, String method, MethodType type, MethodHandle component)
            throws Throwable {
        ObjectMethods.bootstrap(lookup, method, type, String.class, "component", component);
    }
}
