package io.messaging.testsupport;

import java.io.File;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** An application that brings its libraries along, runs on a thread of a server's pool, and is undeployed. */
public final class UndeployedApplication {
    private UndeployedApplication() {}

    private record Undeployed(String result, WeakReference<ClassLoader> loader) {}

    /**
     * Runs an application in a class loader of its own, and waits until nothing keeps that class loader.
     *
     * @param type a class with a constructor that takes a string
     * @param argument for the constructor
     * @return what the application returned
     */
    public static String run(Class<? extends Callable<String>> type, String argument) throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            Undeployed undeployed = pool.submit(() -> deployAndUndeploy(type.getName(), argument))
                    .get(Await.LIMIT.toSeconds(), TimeUnit.SECONDS);
            awaitFreed(undeployed.loader());
            return undeployed.result();
        } finally {
            pool.shutdownNow();
        }
    }

    private static Undeployed deployAndUndeploy(String type, String argument) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(loader);
            Callable<?> application = (Callable<?>)
                    loader.loadClass(type).getConstructor(String.class).newInstance(argument);
            return new Undeployed((String) application.call(), new WeakReference<>(loader));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Waits until nothing keeps a class loader. */
    public static void awaitFreed(WeakReference<ClassLoader> loader) {
        Await.until(() -> "something keeps the class loader; of threads, " + holders(loader.get()), () -> {
            System.gc();
            return loader.get() == null;
        });
    }

    /** Returns the class path of this JVM, for a class loader of an application's own. */
    public static URL[] classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(UndeployedApplication::url)
                .toArray(URL[]::new);
    }

    private static URL url(String entry) {
        try {
            return new File(entry).toURI().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(entry, e);
        }
    }

    private static String holders(ClassLoader loader) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getContextClassLoader() == loader)
                .toList()
                .toString();
    }
}
