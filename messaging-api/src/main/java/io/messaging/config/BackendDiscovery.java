package io.messaging.config;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.log.SafeLog;
import io.messaging.spi.BackendName;
import io.messaging.spi.MessagingBackendFactory;
import java.security.CodeSource;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What backends there are: found through {@link ServiceLoader} on the class path and the module path, with the place
 * each came from and the reason why one could not be loaded. Immutable.
 */
public final class BackendDiscovery {
    private final List<DiscoveredBackend> backends;
    private final List<String> problems;

    private BackendDiscovery(List<DiscoveredBackend> backends, List<String> problems) {
        this.backends = List.copyOf(backends);
        this.problems = List.copyOf(problems);
    }

    /**
     * Looks for backends with the thread's context class loader, and with the one that loaded this library.
     *
     * @return what was found now
     */
    public static BackendDiscovery discover() {
        Map<String, DiscoveredBackend> found = new LinkedHashMap<>();
        Set<String> problems = new LinkedHashSet<>();
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        if (context != null) {
            search(context, found, problems);
        }
        ClassLoader own = BackendDiscovery.class.getClassLoader();
        if (own != context) {
            search(own, found, problems);
        }
        return new BackendDiscovery(List.copyOf(found.values()), List.copyOf(problems));
    }

    private static void search(ClassLoader loader, Map<String, DiscoveredBackend> found, Set<String> problems) {
        Iterator<MessagingBackendFactory> factories =
                ServiceLoader.load(MessagingBackendFactory.class, loader).iterator();
        Set<String> problemsHere = new HashSet<>();
        while (true) {
            try {
                if (!factories.hasNext()) {
                    return;
                }
                MessagingBackendFactory factory = factories.next();
                String problem = problemOf(factory);
                if (problem == null) {
                    found.putIfAbsent(
                            factory.getClass().getName(), new DiscoveredBackend(factory, location(factory.getClass())));
                } else {
                    problems.add(problem);
                }
            } catch (OutOfMemoryError e) {
                throw e;
            } catch (RuntimeException | Error e) {
                String problem = e instanceof ServiceConfigurationError
                        ? e.getMessage() + (e.getCause() == null ? "" : " (" + SafeLog.describe(e.getCause()) + ")")
                        : SafeLog.describe(e);
                problems.add(problem);
                if (!problemsHere.add(problem)) {
                    return; // the iterator does not get past it
                }
            }
        }
    }

    /** Asks a factory everything it will be asked later: one that cannot answer must not spoil the others. */
    private static String problemOf(MessagingBackendFactory factory) {
        String who = factory.getClass().getName() + " from " + location(factory.getClass());
        try {
            boolean complete = factory.name() != null
                    && factory.aliases() != null
                    && factory.description() != null
                    && factory.options() != null;
            return complete ? null : who + " has no name, aliases, description or options (null)";
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            return who + " failed to describe itself (" + SafeLog.describe(e) + ")";
        }
    }

    static String location(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return type.getModule().isNamed() ? "module " + type.getModule().getName() : "unknown place";
        }
        return source.getLocation().getPath();
    }

    /** {@return the backends, in the order found} */
    public List<DiscoveredBackend> backends() {
        return backends;
    }

    /** {@return what was found but could not be used, a sentence each} */
    public List<String> problems() {
        return problems;
    }

    /**
     * Finds the backend that answers to a name.
     *
     * @param name a name or an alias
     * @return its factory
     * @throws MessagingConfigurationException when none answers, or more than one does
     */
    public MessagingBackendFactory find(BackendName name) {
        List<DiscoveredBackend> matches =
                backends.stream().filter(backend -> backend.answersTo(name)).toList();
        if (matches.size() == 1) {
            return matches.get(0).factory();
        }
        throw new MessagingConfigurationException(matches.isEmpty() ? unknown(name) : ambiguous(name, matches));
    }

    private String unknown(BackendName name) {
        String list = backends.isEmpty()
                ? "none was found"
                : "found " + backends.stream().map(DiscoveredBackend::toString).collect(Collectors.joining(", "));
        return "no backend answers to backend_module '" + name.module() + "', backend_class '" + name.className()
                + "': " + list + UnlistedBackend.hint(name, backends)
                + "; correct the name, or add the jar with the backend to the class path (ours are "
                + "messaging-inmemory, messaging-embedded and messaging-redis; your own needs an entry in "
                + "META-INF/services/" + MessagingBackendFactory.class.getName() + ", or provides in module-info)"
                + (problems.isEmpty() ? "" : "; could not be loaded: " + String.join("; ", problems));
    }

    private static String ambiguous(BackendName name, List<DiscoveredBackend> matches) {
        return "more than one backend answers to " + name + ": "
                + matches.stream()
                        .map(match -> match.factory().getClass().getName() + " from " + match.location())
                        .collect(Collectors.joining(", "))
                + "; remove all but one from the class path";
    }
}
