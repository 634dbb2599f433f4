package io.messaging.testing.space;

import io.messaging.config.MessagingConfig;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.EmbeddedServerOptions;
import io.messaging.testing.fault.FaultProxy;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The server of a test, its own or the one of the run, and the proxies between the test's agents and that server.
 * Thread-safe: the server is guarded by the monitor.
 */
public final class TestNetwork {
    private final TestSettings settings;
    private final TestRun run;
    private final InstantSource clock;
    private final Map<String, FaultProxy> proxies = new ConcurrentHashMap<>();
    private TestServer ownServer;

    TestNetwork(TestSettings settings, TestRun run, InstantSource clock) {
        this.settings = settings;
        this.run = run;
        this.clock = clock;
    }

    /** Whether the backend has a server. */
    boolean hasServer() {
        return settings.kind() == TestSettings.Kind.EMBEDDED;
    }

    /** Returns the server, which only the embedded backend has. */
    public synchronized TestServer server() {
        if (!hasServer()) {
            throw new IllegalStateException("this test has no server: its backend is not \"" + TestSettings.EMBEDDED
                    + "\" but " + settings.kind().words());
        }
        if (!settings.needsOwnServer()) {
            return run.sharedServer();
        }
        if (ownServer == null) {
            ownServer = new TestServer(EmbeddedServerOptions.defaults().clock(clock));
        }
        return ownServer;
    }

    /** Returns the test's own server if it has started one. */
    synchronized Optional<EmbeddedServer> startedOwnServer() {
        return Optional.ofNullable(ownServer).map(TestServer::server);
    }

    /** Returns a server that may be stopped. */
    public TestServer ownServer(String what) {
        TestServer server = server();
        if (!settings.needsOwnServer()) {
            throw new IllegalStateException(what + " needs a server that no other test uses: say "
                    + "@MessagingTest(ownServer = true), or withOwnServer()");
        }
        return server;
    }

    /** Returns the configuration of an agent, which connects through a proxy. */
    MessagingConfig config(String agent) {
        FaultProxy proxy = proxies.computeIfAbsent(agent, name -> new FaultProxy(name, server().address()));
        return config(proxy.port(), false);
    }

    /** Returns a configuration that bypasses the proxies. */
    MessagingConfig directConfig() {
        return config(server().server().port(), true);
    }

    private MessagingConfig config(int port, boolean inProcess) {
        String host = server().server().host();
        Map<String, Object> options =
                Map.of("host", host, "port", port, "auto_start_server", false, "in_process", inProcess);
        return TestSettings.config("io.messaging.embedded", "EmbeddedMessagingBackend", options);
    }

    /** Returns the proxy between an agent and the server. */
    public FaultProxy proxy(String agent) {
        FaultProxy proxy = proxies.get(agent);
        if (proxy == null) {
            throw new IllegalArgumentException(
                    hasServer()
                            ? "nobody called '" + agent + "' has connected yet; there are " + proxies.keySet()
                            : "'" + agent + "' has no connection that could be disturbed: this test's backend is "
                                    + settings.kind().words() + "; use \"" + TestSettings.EMBEDDED + "\"");
        }
        return proxy;
    }

    Collection<FaultProxy> proxies() {
        return proxies.values();
    }

    /** Describes the faults in force. */
    List<String> activeFaults() {
        return proxies.values().stream()
                .flatMap(proxy -> proxy.active().stream())
                .toList();
    }

    void close() {
        proxies.values().forEach(FaultProxy::close);
        synchronized (this) {
            if (ownServer != null) {
                ownServer.close();
            }
        }
    }
}
