package io.messaging.tck.rules.intercepting;

import io.messaging.backend.Delivery;
import io.messaging.backend.MessagingBackend;
import io.messaging.interceptor.HandlerChain;
import io.messaging.interceptor.MessagingInterceptor;
import io.messaging.interceptor.StoreCall;
import io.messaging.interceptor.StoreChain;
import io.messaging.tck.engine.RuleContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The class loader of a program that provides two interceptors for {@link java.util.ServiceLoader}. They are found by no
 * other backend than the one that is opened here. Thread-safe.
 */
final class ProbeLoader extends ClassLoader {
    private static final String SERVICE = "META-INF/services/" + MessagingInterceptor.class.getName();
    private static final Set<String> OWN = Set.of(Outer.class.getName(), Inner.class.getName());

    /** Sees what the test's program sees, its backend included. */
    private ProbeLoader(ClassLoader program) {
        super(program == null ? ProbeLoader.class.getClassLoader() : program);
    }

    /** Passes on to an interceptor of the test, which it is given in each loader's copy of the class. */
    public static class Probe implements MessagingInterceptor {
        private final MessagingInterceptor target;

        /** For subclasses, which another class loader has. */
        protected Probe(MessagingInterceptor target) {
            this.target = target;
        }

        @Override
        public CompletionStage<Void> store(StoreCall call, StoreChain chain) {
            return target.store(call, chain);
        }

        @Override
        public void handle(Delivery delivery, HandlerChain chain) throws Exception {
            target.handle(delivery, chain);
        }
    }

    /** The outer one by its order, though its name comes later. */
    public static final class Outer extends Probe {
        public static volatile MessagingInterceptor target;

        /** For ServiceLoader. */
        public Outer() {
            super(target);
        }

        @Override
        public int order() {
            return 1;
        }
    }

    public static final class Inner extends Probe {
        public static volatile MessagingInterceptor target;

        /** For ServiceLoader. */
        public Inner() {
            super(target);
        }

        @Override
        public int order() {
            return 2;
        }
    }

    /** Opens a backend as a program that provides these interceptors would. */
    static MessagingBackend open(RuleContext tck, MessagingInterceptor outer, MessagingInterceptor inner) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        ProbeLoader loader = new ProbeLoader(before);
        loader.provide(Outer.class, outer);
        loader.provide(Inner.class, inner);
        thread.setContextClassLoader(loader);
        try {
            return tck.open();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private void provide(Class<?> probe, MessagingInterceptor interceptor) {
        try {
            loadClass(probe.getName()).getField("target").set(null, interceptor);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the kit cannot provide an interceptor", e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!OWN.contains(name)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known != null ? known : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        String file = name.substring(name.lastIndexOf('.') + 1) + ".class";
        try (InputStream in = ProbeLoader.class.getResourceAsStream(file)) {
            byte[] code = in.readAllBytes();
            return defineClass(name, code, 0, code.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    @Override
    protected Enumeration<URL> findResources(String name) {
        return name.equals(SERVICE)
                ? Collections.enumeration(List.of(ProbeLoader.class.getResource("providers.txt")))
                : Collections.emptyEnumeration();
    }
}
