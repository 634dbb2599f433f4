package io.messaging.tck;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.config.MessagingConfig;
import io.messaging.message.Message;
import io.messaging.tck.engine.OtherProcess;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The main class of the other process in rules about several. It opens the backend of the configuration in its
 * environment, calls the port it is given, does what it is told there, and ends with the connection.
 */
public final class Companion {
    private final MessagingBackend backend;
    private final DataInputStream in;
    private final DataOutputStream out;

    private Companion(MessagingBackend backend, Socket socket) throws IOException {
        this.backend = backend;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(socket.getOutputStream());
    }

    /**
     * Runs until the connection ends.
     *
     * @param arguments the port to call, on the loopback address
     * @throws IOException when the port cannot be reached
     */
    public static void main(String[] arguments) throws IOException {
        int status = 0;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]))) {
            status = run(socket);
        }
        // Threads of a backend that does not close well must not keep the process.
        System.exit(status);
    }

    private static int run(Socket socket) throws IOException {
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        try (MessagingBackend backend = MessagingConfig.fromEnvironment().createBackend()) {
            out.writeUTF(OtherProcess.OK);
            new Companion(backend, socket).serve();
            return 0;
        } catch (RuntimeException | LinkageError e) {
            out.writeUTF(e.toString());
            return 1;
        }
    }

    private void serve() throws IOException {
        while (true) {
            String command;
            try {
                command = in.readUTF();
            } catch (EOFException end) {
                return;
            }
            serve(command);
        }
    }

    private void serve(String command) throws IOException {
        switch (command) {
            case OtherProcess.STORE -> {
                backend.storeMessage(text(), text(), Message.fromJson(text()));
                answer(OtherProcess.OK);
            }
            case OtherProcess.READ -> {
                List<Message> messages = backend.getMessagesForTopic(text());
                answer(OtherProcess.OK);
                synchronized (out) {
                    out.writeInt(messages.size());
                    for (Message message : messages) {
                        out.writeLong(message.id().bits());
                    }
                }
            }
            case OtherProcess.FORWARD -> {
                String topic = text();
                String namespace = text();
                String target = text();
                backend.subscribe(topic, message -> backend.storeMessage(namespace, target, message));
                answer(OtherProcess.OK);
            }
            case OtherProcess.DURABLE -> {
                String topic = text();
                SubscriptionOptions client = SubscriptionOptions.durable(text());
                AtomicInteger left = new AtomicInteger(Integer.parseInt(text()));
                synchronized (out) {
                    backend.subscribe(topic, message -> handle(message, left), client);
                    answer(OtherProcess.OK);
                }
            }
            case OtherProcess.SHARED -> {
                String topic = text();
                SubscriptionOptions member = SubscriptionOptions.shared(text()).namespace(text());
                synchronized (out) {
                    backend.subscribe(topic, message -> handle(message, new AtomicInteger()), member);
                    answer(OtherProcess.OK);
                }
            }
            default -> answer("unknown command " + command);
        }
    }

    /** Never returns from the message after the last that it is to handle. */
    private void handle(Message message, AtomicInteger left) throws IOException, InterruptedException {
        if (left.getAndDecrement() > 0) {
            return;
        }
        synchronized (out) {
            answer(OtherProcess.OK);
            out.writeLong(message.id().bits());
        }
        new CountDownLatch(1).await();
    }

    private void answer(String text) throws IOException {
        synchronized (out) {
            out.writeUTF(text);
        }
    }

    private String text() throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
