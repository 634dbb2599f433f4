package io.messaging.interceptor;

import io.messaging.log.SafeLog;
import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;

/** Finds interceptors through {@link ServiceLoader}. One that cannot be loaded costs nothing but itself. */
final class InterceptorSearch {
    private static final System.Logger LOGGER = SafeLog.of(MessagingInterceptor.class);

    private InterceptorSearch() {}

    /** A found interceptor and its order, which is asked for once. */
    private record Found(MessagingInterceptor interceptor, int order) {
        String name() {
            return interceptor.getClass().getName();
        }
    }

    static List<MessagingInterceptor> search() {
        Map<String, Found> found = new LinkedHashMap<>();
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        if (context != null) {
            search(context, found);
        }
        ClassLoader own = InterceptorSearch.class.getClassLoader();
        if (own != context) {
            search(own, found);
        }
        return found.values().stream()
                .sorted(Comparator.comparingInt(Found::order).thenComparing(Found::name))
                .map(Found::interceptor)
                .toList();
    }

    private static void search(ClassLoader loader, Map<String, Found> found) {
        Iterator<ServiceLoader.Provider<MessagingInterceptor>> providers =
                ServiceLoader.load(MessagingInterceptor.class, loader).stream().iterator();
        Set<String> problems = new HashSet<>();
        while (true) {
            try {
                if (!providers.hasNext()) {
                    return;
                }
                add(providers.next(), found);
            } catch (OutOfMemoryError e) {
                throw e;
            } catch (RuntimeException | Error problem) {
                if (!problems.add(SafeLog.describe(problem))) {
                    return; // the iterator does not get past it
                }
                LOGGER.log(
                        Level.WARNING,
                        "an interceptor cannot be loaded and is left out; correct it, or remove its entry in "
                                + "META-INF/services/" + MessagingInterceptor.class.getName(),
                        problem);
            }
        }
    }

    /** A class that both loaders see is found twice, and used once. */
    private static void add(ServiceLoader.Provider<MessagingInterceptor> provider, Map<String, Found> found) {
        if (found.containsKey(provider.type().getName())) {
            return;
        }
        MessagingInterceptor interceptor = provider.get(); // a module's provider method may declare a wider type
        found.putIfAbsent(interceptor.getClass().getName(), new Found(interceptor, interceptor.order()));
    }
}
