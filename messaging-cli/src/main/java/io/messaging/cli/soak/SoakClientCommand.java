package io.messaging.cli.soak;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.MessagingTimeoutException;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.cli.support.ExitCode;
import io.messaging.cli.terminal.Terminal;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code messaging soak-client}: a client that can be killed. It subscribes as a durable client and prints what it
 * receives before its handler returns; for each input line (topic, writer and number) it stores a message and confirms
 * it. Ends with its input.
 */
@Command(name = "soak-client", hidden = true, description = "A client of a soak; started by 'messaging soak'.")
public final class SoakClientCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Random random = new Random();

    @Parameters(index = "0", paramLabel = "PORT", description = "The server's port.")
    private int port;

    @Parameters(index = "1", paramLabel = "CLIENT", description = "The durable client's id.")
    private String clientId;

    @Parameters(index = "2", paramLabel = "TOPIC", description = "The number of the topic to subscribe to.")
    private int topic;

    /** Creates the command. */
    public SoakClientCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (MessagingBackend backend = SoakRun.open(port);
                BufferedReader requests =
                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            subscribe(backend);
            say("ready");
            for (String line = requests.readLine(); line != null; line = requests.readLine()) {
                String[] words = line.split(" ");
                SoakTopic target = SoakPlan.TOPICS.get(Integer.parseInt(words[0]));
                say("stored " + store(backend, target, Integer.parseInt(words[1]), Integer.parseInt(words[2])));
            }
        }
        return ExitCode.OK;
    }

    private void subscribe(MessagingBackend backend) {
        while (true) {
            try {
                backend.subscribe(
                        SoakPlan.TOPICS.get(topic).name(),
                        message -> {
                            SoakMessage read = SoakMessage.read(message);
                            // The full stop marks a complete line: the process may be killed in the middle of one.
                            say("received " + read.writer() + " " + read.number() + " " + read.whole() + " .");
                        },
                        SubscriptionOptions.durable(clientId));
                return;
            } catch (MessagingConnectionException | MessagingTimeoutException e) {
                // its connection was cut: retry
            }
        }
    }

    private int store(MessagingBackend backend, SoakTopic target, int writer, int number) {
        Message message =
                SoakMessage.write(new GemstoneGenerator(writer + 1), writer, number, target.ttlSeconds(), random);
        while (true) {
            try {
                backend.storeMessage(SoakWriter.NAMESPACE, target.name(), message);
                return message.jsonLength();
            } catch (MessagingConnectionException | MessagingTimeoutException e) {
                // retry until it is stored
            }
        }
    }

    private synchronized void say(String line) {
        terminal.say(line);
        terminal.out().flush();
    }
}
