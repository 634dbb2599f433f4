package io.messaging.config;

import io.messaging.backend.MessagingBackend;
import io.messaging.spi.BackendName;
import io.messaging.spi.FactoryOption;
import io.messaging.spi.MessagingBackendFactory;
import io.messaging.spi.OptionValues;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** Factories, good and bad, and class paths on which they are the only ones to be found. */
final class Factories {
    private Factories() {}

    /** Answers to {@code test.module/GoodBackend}, and to a name of another language. */
    public static class Good implements MessagingBackendFactory {
        private static final FactoryOption<Integer> PORT = FactoryOption.integer("port", 31134, 1, 65_535, "The port.");

        @Override
        public BackendName name() {
            return new BackendName("test.module", "GoodBackend");
        }

        @Override
        public List<BackendName> aliases() {
            return List.of(new BackendName("py.module.good_backend", "GoodBackend"));
        }

        @Override
        public String description() {
            return "For tests.";
        }

        @Override
        public List<FactoryOption<?>> options() {
            return List.of(PORT, FactoryOption.text("secret", null, "A secret."));
        }

        /** A backend that can tell its port, by {@link MessagingBackend#maxMessageBytes}, and nothing else. */
        @Override
        public MessagingBackend create(OptionValues options) {
            long port = options.get(PORT);
            return (MessagingBackend) Proxy.newProxyInstance(
                    Factories.class.getClassLoader(),
                    new Class<?>[] {MessagingBackend.class},
                    (proxy, method, arguments) -> method.getReturnType() == long.class ? port : null);
        }
    }

    /** Claims a name of {@link Good}. */
    public static class Twin extends Good {
        @Override
        public BackendName name() {
            return new BackendName("py.module.good_backend", "GoodBackend");
        }

        @Override
        public List<BackendName> aliases() {
            return List.of();
        }
    }

    /** Cannot be made. */
    public static class Unmakable extends Good {
        /** Fails. */
        public Unmakable() {
            throw new IllegalStateException("no licence");
        }
    }

    /** Does not know its name. */
    public static class Nameless extends Good {
        @Override
        public BackendName name() {
            return null;
        }
    }

    /** Cannot list its aliases. */
    public static class Failing extends Good {
        @Override
        public List<BackendName> aliases() {
            throw new UnsupportedOperationException("later");
        }
    }

    /** Cannot say why it cannot be made. */
    public static class Unspeakable extends Good {
        /** Fails. */
        public Unspeakable() {
            throw new IllegalStateException() {
                @Override
                public String getMessage() {
                    throw new NoClassDefFoundError("com/example/Licence");
                }
            };
        }
    }

    /** Fails with an error when it is asked for its name. */
    public static class Asserting extends Good {
        @Override
        public BackendName name() {
            throw new AssertionError("no licence");
        }
    }

    /**
     * Calls where the thread's context class loader finds exactly these providers.
     *
     * @param directory an empty one
     * @param providers names of classes
     */
    static <T> T withProviders(Path directory, List<String> providers, Callable<T> call) throws Exception {
        Path services = directory.resolve("META-INF/services/" + MessagingBackendFactory.class.getName());
        Files.createDirectories(services.getParent());
        Files.write(services, providers);
        URL[] classPath = {directory.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(classPath, Factories.class.getClassLoader())) {
            return withContextLoader(loader, call);
        }
    }

    static <T> T withContextLoader(ClassLoader loader, Callable<T> call) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return call.call();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    static String location() {
        return Factories.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
    }
}
