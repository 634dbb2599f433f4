package io.messaging.embedded.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A client that speaks the Python framework's dialect and nothing else: it quotes words with spaces, encodes those that
 * begin like JSON, reads with a limit of ten seconds, and dies of an ERROR. Used by one thread.
 */
public final class PythonPeer implements AutoCloseable {
    private static final int REPLY_TIMEOUT_MILLIS = 60_000;

    private final Socket socket;
    private final OutputStream out;
    private final BufferedReader in;
    private final ArrayDeque<List<String>> pushes = new ArrayDeque<>();

    public PythonPeer(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(REPLY_TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        out = socket.getOutputStream();
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), 1 << 16);
    }

    public static String word(String text) {
        if (text.startsWith("{") || text.startsWith("[")) {
            return encoded(text);
        }
        return text.contains(" ") ? "\"" + text + "\"" : text;
    }

    public static String encoded(String text) {
        return "JSON:" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    public static List<String> wordsOf(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inQuotes = false;
        for (char c : (line.strip() + " ").toCharArray()) {
            if (c == '"') {
                inQuotes = !inQuotes;
            } else if (c == ' ' && !inQuotes) {
                if (!word.isEmpty()) {
                    words.add(decoded(word.toString()));
                    word.setLength(0);
                }
            } else {
                word.append(c);
            }
        }
        return words;
    }

    private static String decoded(String word) {
        return word.startsWith("JSON:")
                ? new String(Base64.getDecoder().decode(word.substring(5)), StandardCharsets.UTF_8)
                : word;
    }

    public void send(String... words) throws IOException {
        StringBuilder line = new StringBuilder();
        for (String word : words) {
            line.append(line.isEmpty() ? "" : " ").append(word(word));
        }
        sendRaw(line + "\r\n");
    }

    public void sendRaw(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads a line as it is on the wire; null at the end. */
    public String readRaw() throws IOException {
        return in.readLine();
    }

    /** The next reply, whatever it is; pushes before it are kept. */
    public List<String> reply() throws IOException {
        while (true) {
            List<String> words = wordsOf(in.readLine());
            if (!words.get(0).equals("MESSAGE")) {
                return words;
            }
            pushes.add(words);
        }
    }

    /** Asks, and fails the test on an ERROR, as a Python client would. */
    public List<String> ask(String... words) throws IOException {
        send(words);
        List<String> reply = reply();
        assertFalse(reply.get(0).equals("ERROR"), () -> shown(words) + " was answered " + reply);
        return reply;
    }

    private static String shown(String... words) {
        String all = String.join(" ", words);
        return all.length() <= 200 ? all : all.substring(0, 200) + "...";
    }

    /** The next push, as topic and text. */
    public List<String> push() throws IOException {
        List<String> words = pushes.isEmpty() ? wordsOf(in.readLine()) : pushes.poll();
        assertEquals("MESSAGE", words.get(0), () -> "not a push: " + words);
        return words.subList(1, words.size());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
