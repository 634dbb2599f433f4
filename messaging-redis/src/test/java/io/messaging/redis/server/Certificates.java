package io.messaging.redis.server;

import io.messaging.testsupport.ChildProcess;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/** A certificate for 127.0.0.1 that signs itself, as PEM files, made with the JDK's own tool. */
public record Certificates(String certificate, String key) {
    private static final String PASSWORD = "password";

    public static Certificates create(Path folder) throws Exception {
        Path store = folder.resolve("store.p12");
        String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        String options = "-genkeypair -alias redis -keyalg RSA -keysize 2048 -validity 2 -dname CN=localhost"
                + " -ext SAN=ip:127.0.0.1,dns:localhost -ext bc:c -storetype PKCS12 -storepass " + PASSWORD;
        ProcessBuilder keytool = new ProcessBuilder(tool);
        keytool.command().addAll(List.of(options.split(" ")));
        keytool.command().addAll(List.of("-keystore", store.toString()));
        ChildProcess.Result result = ChildProcess.run(keytool, 300);
        if (result.exitCode() != 0) {
            throw new IllegalStateException("keytool failed: " + result.output());
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(store)) {
            keys.load(file, PASSWORD.toCharArray());
        }
        Path certificate = folder.resolve("certificate.pem");
        Path key = folder.resolve("key.pem");
        Files.writeString(
                certificate, pem("CERTIFICATE", keys.getCertificate("redis").getEncoded()));
        Files.writeString(
                key,
                pem("PRIVATE KEY", keys.getKey("redis", PASSWORD.toCharArray()).getEncoded()));
        return new Certificates(certificate.toString(), key.toString());
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + what + "-----\n";
    }
}
