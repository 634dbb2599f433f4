package io.messaging.redis.connection;

import java.io.IOException;

/**
 * Initialises SLF4J, through which Lettuce logs, without the warnings that it prints to standard error when a program
 * has no provider. A program with a provider or settings of its own is left alone. Thread-safe.
 */
final class QuietSlf4j {
    private static final String VERBOSITY = "slf4j.internal.verbosity"; // since SLF4J 2.0.10
    private static final String PROVIDER = "slf4j.provider";
    private static final String SERVICE = "META-INF/services/org.slf4j.spi.SLF4JServiceProvider";

    private static boolean initialised;

    private QuietSlf4j() {}

    /** Initialises once; later calls do nothing. */
    static synchronized void initialise() {
        if (initialised) {
            return;
        }
        initialised = true;
        try {
            ClassLoader loader = QuietSlf4j.class.getClassLoader();
            Class<?> factory = Class.forName("org.slf4j.LoggerFactory", false, loader);
            if (System.getProperty(VERBOSITY) == null && System.getProperty(PROVIDER) == null && !isProvided(factory)) {
                initialiseWithoutWarnings(factory);
            }
        } catch (ReflectiveOperationException | IOException | LinkageError | SecurityException e) {
            // only warnings: Lettuce initialises SLF4J later, and reports what is wrong with it
        }
    }

    private static boolean isProvided(Class<?> factory) throws IOException {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return factory.getClassLoader().getResources(SERVICE).hasMoreElements()
                || (context != null && context.getResources(SERVICE).hasMoreElements());
    }

    private static void initialiseWithoutWarnings(Class<?> factory) throws ReflectiveOperationException {
        System.setProperty(VERBOSITY, "ERROR");
        try {
            factory.getMethod("getILoggerFactory").invoke(null);
        } finally {
            System.clearProperty(VERBOSITY);
        }
    }
}
