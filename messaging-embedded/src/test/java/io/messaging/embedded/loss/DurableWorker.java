package io.messaging.embedded.loss;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.embedded.testing.Backends;
import io.messaging.embedded.testing.Messages;
import io.messaging.message.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * The main class of a process that is made to be killed: a durable client that notes in a file when its handler starts
 * and when it has ended. What is in the file stays, whatever happens to the process. Ends with its standard input.
 */
final class DurableWorker {
    private static final int LONGEST_WORK_NANOS = 1_500_000;

    private final String topic;
    private final FileChannel log;

    private DurableWorker(String topic, FileChannel log) {
        this.topic = topic;
        this.log = log;
    }

    /** Takes the port, the client id, the topic and the file. */
    public static void main(String[] arguments) throws IOException {
        String topic = arguments[2];
        try (FileChannel log =
                        FileChannel.open(Path.of(arguments[3]), StandardOpenOption.WRITE, StandardOpenOption.APPEND);
                MessagingBackend backend = Backends.socket(Integer.parseInt(arguments[0]))) {
            DurableWorker worker = new DurableWorker(topic, log);
            backend.subscribe(topic, worker::handle, SubscriptionOptions.durable(arguments[1]));
            int nothing = System.in.read();
            if (nothing >= 0) {
                throw new IOException("nobody should have said anything");
            }
        }
    }

    private void handle(Message message) throws IOException {
        int number = Messages.numberOf(message);
        note(WorkerLog.STARTED, number);
        if (number % 3 > 0) { // the others take no time
            LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(LONGEST_WORK_NANOS));
        }
        note(WorkerLog.ENDED, number);
    }

    /** One write to a file that is appended to, so that lines of several processes stay whole and in order. */
    private void note(String what, int number) throws IOException {
        String line = what + " " + ProcessHandle.current().pid() + " " + topic + " " + number + "\n";
        log.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
    }
}
