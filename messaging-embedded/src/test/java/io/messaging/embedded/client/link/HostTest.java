package io.messaging.embedded.client.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.MessagingException;
import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.EmbeddedServerOptions;
import io.messaging.embedded.testing.Backends;
import io.messaging.embedded.testing.Messages;
import io.messaging.testsupport.ChildProcess;
import io.messaging.testsupport.Ports;
import io.messaging.testsupport.TcpProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is given as the option {@code host}. */
@Timeout(300)
class HostTest {
    private static final List<String> NAMES_OF_THIS_MACHINE = List.of("127.0.0.1", "::1", "localhost", "[::1]");

    private static void assumeIpv6() throws IOException {
        assumeTrue(NetworkInterface.getByInetAddress(InetAddress.getByName("::1")) != null, "this machine has no IPv6");
    }

    private static EmbeddedMessagingBackend open(String host, int port, boolean inProcess) {
        return Backends.open(Map.of("host", host, "port", port, "in_process", inProcess));
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, true", "127.0.0.1, false", "::1, true", "::1, false", "localhost, false"})
    void allNamesOfThisMachineMeanOneServer(String first, boolean inProcess) throws IOException {
        assumeIpv6();
        int port = Ports.free();
        List<EmbeddedMessagingBackend> backends = new ArrayList<>(List.of(open(first, port, inProcess)));
        try {
            for (String host : NAMES_OF_THIS_MACHINE) {
                backends.add(open(host, port, inProcess));
            }
            assertEquals(1, backends.stream().map(Backends::serverId).distinct().count(), "servers");
            backends.remove(0).close(); // the others keep the server
            backends.get(0).storeMessage("n", "t", Messages.numbered(1));
            backends.forEach(
                    backend -> assertEquals(1, backend.getMessagesForTopic("t").size()));
        } finally {
            backends.forEach(EmbeddedMessagingBackend::close);
        }
    }

    @Test
    void aSecondServerOnTheOtherLoopbackAddressIsRefused() throws IOException {
        assumeIpv6();
        try (EmbeddedServer server = EmbeddedServer.start()) {
            MessagingConnectionException refusal = assertThrows(
                    MessagingConnectionException.class,
                    () -> EmbeddedServer.start(
                            EmbeddedServerOptions.defaults().host("::1").port(server.port())));
            assertTrue(refusal.getMessage().contains("stop the program that listens there"), refusal::getMessage);
        }
    }

    /** As Python's server does: it listens on 127.0.0.1 alone, and localhost may mean ::1 first. */
    @Test
    void aServerOnTheOtherLoopbackAddressIsFound() throws IOException {
        assumeIpv6();
        try (EmbeddedServer server =
                        EmbeddedServer.start(EmbeddedServerOptions.defaults().host("127.0.0.1"));
                TcpProxy proxy = new TcpProxy(server.port());
                EmbeddedMessagingBackend backend = open("::1", proxy.port(), false)) {
            assertEquals(server.id(), Backends.serverId(backend));
        }
    }

    @Test
    void anotherProgramOnTheOtherLoopbackAddressIsNamed() throws IOException {
        assumeIpv6();
        try (ServerSocket foreign = new ServerSocket()) {
            foreign.bind(new InetSocketAddress("::1", 0));
            MessagingConnectionException refusal = assertThrows(
                    MessagingConnectionException.class, () -> EmbeddedServer.start(foreign.getLocalPort()));
            assertTrue(refusal.getMessage().contains("which localhost may mean as well"), refusal::getMessage);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "my host",
                " localhost",
                "localhost:31134",
                "http://localhost",
                "fe80::1%nosuchinterface",
                "::1::",
                "[::1",
                "256.1.1.1",
                "no-such-host.invalid",
                "bücher.invalid",
                "a..b",
                "-"
            })
    void aHostThatIsNoneIsNamedInTheError(String host) {
        for (boolean start : new boolean[] {true, false}) {
            MessagingException refusal = assertThrows(
                    MessagingException.class, () -> Backends.open(Map.of("host", host, "auto_start_server", start)));
            assertTrue(refusal.getMessage().contains("host '" + host + "'"), refusal::getMessage);
            assertTrue(refusal.getMessage().contains("option 'host'"), refusal::getMessage);
        }
        MessagingException refusal = assertThrows(
                MessagingException.class,
                () -> EmbeddedServer.start(EmbeddedServerOptions.defaults().host(host)));
        assertTrue(refusal.getMessage().contains("host '" + host + "'"), refusal::getMessage);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65_536})
    void aPortThatIsNoneIsAConfigurationError(int port) {
        MessagingConfigurationException refusal =
                assertThrows(MessagingConfigurationException.class, () -> Backends.open(Map.of("port", port)));
        assertTrue(refusal.getMessage().contains("port"), refusal::getMessage);
    }

    @Test
    void anAddressThatIsNotThisMachinesIsNamedAtOnce() {
        MessagingConnectionException refusal = assertThrows(
                MessagingConnectionException.class,
                () -> EmbeddedServer.start(EmbeddedServerOptions.defaults()
                        .host("192.0.2.1")
                        .with("allow_remote", true)
                        .token("a-secret-of-this-test")));
        assertTrue(refusal.getMessage().contains("no address of this machine"), refusal::getMessage);
    }

    /** In a JVM of its own, since the property is read once. */
    @ParameterizedTest
    @ValueSource(strings = {"server", "client"})
    void ipv6InAJvmWithoutItIsExplained(String what) throws Exception {
        ProcessBuilder builder = ChildProcess.java(Ipv4Only.class, what);
        builder.command().add(1, "-Djava.net.preferIPv4Stack=true");
        ChildProcess.Result result = ChildProcess.run(builder, 60);
        String output = result.output();
        assertEquals(0, result.exitCode(), output);
        assertTrue(output.contains("host is ::1"), output);
        assertTrue(output.contains("java.net.preferIPv4Stack"), output);
    }

    /** Prints what a program that uses ::1 without IPv6 is told. */
    static final class Ipv4Only {
        private Ipv4Only() {}

        public static void main(String[] arguments) {
            try {
                if (arguments[0].equals("server")) {
                    EmbeddedServer.start(EmbeddedServerOptions.defaults().host("::1"))
                            .close();
                } else {
                    Backends.open(Map.of("host", "::1", "port", Ports.free())).close();
                }
                System.exit(1);
            } catch (RuntimeException e) {
                assertInstanceOf(MessagingConfigurationException.class, e);
                assertFalse(e.getMessage().isEmpty());
                System.out.println(e.getMessage());
            }
        }
    }
}
