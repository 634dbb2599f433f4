package io.messaging.benchmarks.process;

import java.util.List;
import java.util.ServiceLoader;

/** Starts one kind of service in a child process; found with {@link ServiceLoader}. Thread-safe. */
public interface ServiceStarter {
    /** The name by which a parent asks for it. */
    String name();

    /** Starts it. */
    ChildService start(List<String> arguments) throws Exception;

    /** Finds a starter by its name. */
    static ServiceStarter load(String name) {
        return ServiceLoader.load(ServiceStarter.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(starter -> starter.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no service named '" + name + "'"));
    }
}
