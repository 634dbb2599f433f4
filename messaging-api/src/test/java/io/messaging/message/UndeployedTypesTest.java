package io.messaging.message;

import static io.messaging.testsupport.UndeployedApplication.awaitFreed;
import static io.messaging.testsupport.UndeployedApplication.classPath;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.lang.ref.WeakReference;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Rule LIFE-08 for payloads: what data binding remembers of types keeps no application's class loader. */
@Isolated
class UndeployedTypesTest {
    /** In the library's class loader; may hold anything of the application's. */
    public record Envelope<T>(Object untyped, T typed) {}

    /** As Envelope, with the class's name in the JSON. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
    public interface Named {}

    /** Loaded once more by the application's class loader. */
    public static final class Application implements Callable<String> {
        /** An enum. */
        public enum Status {
            /** Its value. */
            OPEN
        }

        /** A record. */
        public record Line(Status status, Optional<Integer> count) {}

        /** A record of records. */
        public record Order(List<Line> lines) implements Named {}

        /** Called by reflection. */
        public Application() {}

        @Override
        public String call() {
            GemstoneGenerator ids = GemstoneGenerator.withRandomMachineId();
            Order order = new Order(List.of(new Line(Status.OPEN, Optional.of(1))));
            Message message = Message.builder(ids).payload(order).build();
            String read = message.payloadAs(Order.class).toString();
            message.payloadAs(Named.class);
            PayloadType<Envelope<Order>> type = new PayloadType<>() {};
            Message.builder(ids)
                    .payload(new Envelope<>(order, order), type)
                    .build()
                    .payloadAs(type);
            try {
                message.payloadAs(new PayloadType<List<Order>>() {});
                return "no mismatch";
            } catch (PayloadMismatchException e) {
                return read;
            }
        }
    }

    @Test
    void anApplicationsTypesAreNotKept() throws Exception {
        awaitFreed(application(new ChildFirst(UndeployedTypesTest.class.getClassLoader())));
    }

    @Test
    void anApplicationThatBringsTheLibraryIsNotKept() throws Exception {
        awaitFreed(application(new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())));
    }

    private static WeakReference<ClassLoader> application(URLClassLoader loader) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (loader) {
            thread.setContextClassLoader(loader);
            Class<?> type = loader.loadClass(Application.class.getName());
            assertNotSame(Application.class, type);
            Callable<?> application = (Callable<?>) type.getConstructor().newInstance();
            assertEquals("Order[lines=[Line[status=OPEN, count=Optional[1]]]]", application.call());
            return new WeakReference<>(loader);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Loads the application's classes itself, and shares all others. */
    private static final class ChildFirst extends URLClassLoader {
        ChildFirst(ClassLoader parent) {
            super(classPath(), parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null || !name.startsWith(Application.class.getName())) {
                    return loaded != null ? loaded : super.loadClass(name, resolve);
                }
                return findClass(name);
            }
        }
    }
}
