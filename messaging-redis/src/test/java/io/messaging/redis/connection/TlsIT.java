package io.messaging.redis.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.redis.server.Certificates;
import io.messaging.redis.testing.Configs;
import io.messaging.redis.testing.Messages;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.Ports;
import io.messaging.testsupport.redis.RedisProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encrypted connections, with certificates on both sides. */
class TlsIT {
    @TempDir
    private static Path folder;

    private static Certificates certificates;
    private static RedisProcess server;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        certificates = Certificates.create(folder);
        port = Ports.free();
        server = RedisProcess.start(
                "--port", "0",
                "--tls-port", Integer.toString(port),
                "--tls-cert-file", certificates.certificate(),
                "--tls-key-file", certificates.key(),
                "--tls-ca-cert-file", certificates.certificate(),
                "--tls-auth-clients", "yes");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void storesAndDeliversThroughTls() {
        try (MessagingBackend backend = Configs.open(Map.of(
                "redis_client",
                Map.of(
                        "host",
                        "127.0.0.1",
                        "port",
                        port,
                        "ssl",
                        true,
                        "ssl_ca_certs",
                        certificates.certificate(),
                        "ssl_certfile",
                        certificates.certificate(),
                        "ssl_keyfile",
                        certificates.key())))) {
            List<Object> delivered = new CopyOnWriteArrayList<>();
            backend.subscribe("t", delivered::add);
            var message = Messages.message("secret");
            backend.storeMessage("n", "t", message);
            Await.until("the delivery", () -> !delivered.isEmpty());
            assertEquals(List.of(message), delivered);
        }
    }

    @Test
    void aCertificateOfAnUnknownAuthorityIsRefused() {
        assertThrows(MessagingConnectionException.class, () -> Configs.open(port, "ssl", true));
    }

    @Test
    void aClientWithoutACertificateIsRefused() {
        assertThrows(
                MessagingConnectionException.class,
                () -> Configs.open(
                        port,
                        "ssl",
                        true,
                        "ssl_ca_certs",
                        certificates.certificate(),
                        "request_timeout_millis",
                        2_000));
    }
}
