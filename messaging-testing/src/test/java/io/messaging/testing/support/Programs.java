package io.messaging.testing.support;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.config.MessagingConfig;
import io.messaging.message.Message;
import io.messaging.testing.TestClock;
import io.messaging.testsupport.ChildProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/** Main classes of child processes. */
public final class Programs {
    private Programs() {}

    /** Prints its environment, arguments and input, and exits with the code in its first argument. */
    public static final class Tell {
        private Tell() {}

        public static void main(String[] args) throws IOException {
            System.out.println(
                    "environment: " + MessagingConfig.fromEnvironment().toJson());
            System.out.println("arguments: " + String.join(" ", Arrays.copyOfRange(args, 1, args.length)));
            System.err.println("on standard error: ünï → 漢");
            System.out.println("standard input: " + System.in.read());
            System.exit(Integer.parseInt(args[0]));
        }
    }

    /** Fails at once. */
    public static final class Fail {
        private Fail() {}

        public static void main(String[] args) {
            throw new IllegalArgumentException("no such mode: " + args[0]);
        }
    }

    /** Does nothing until it is killed. */
    public static final class Idle {
        private Idle() {}

        public static void main(String[] args) throws InterruptedException {
            System.out.println("idle");
            new CountDownLatch(1).await();
        }
    }

    /** Starts a program of its own, and waits. */
    public static final class Parent {
        private Parent() {}

        public static void main(String[] args) throws Exception {
            Process child = ChildProcess.java(Idle.class).start();
            child.getInputStream().read(); // it has started
            System.out.println("child " + child.pid());
            child.waitFor();
        }
    }

    /** Answers each order, on topics that its arguments name, once a message has come to a third: a slow handler. */
    public static final class Slow {
        private Slow() {}

        public static void main(String[] args) throws InterruptedException {
            CountDownLatch gate = new CountDownLatch(1);
            MessagingBackend backend = MessagingConfig.fromJson(args[0]).createBackend();
            backend.subscribe("gate", opened -> gate.countDown());
            backend.subscribe(args[1], order -> {
                System.out.println("has " + order.id());
                gate.await();
                backend.storeMessage("shop", args[2], order);
            });
            new CountDownLatch(1).await();
        }
    }

    /** Fails on everything. */
    public static final class Failing {
        private Failing() {}

        public static void main(String[] args) throws InterruptedException {
            MessagingBackend backend = MessagingConfig.fromEnvironment().createBackend();
            backend.subscribe("orders", order -> {
                throw new IllegalStateException("not today");
            });
            new CountDownLatch(1).await();
        }
    }

    /** A durable client that fails on everything the first time, and tells the time by the test's clock. */
    public static final class Retry {
        private Retry() {}

        public static void main(String[] args) throws InterruptedException {
            MessagingBackend backend = MessagingConfig.fromEnvironment().createBackend();
            boolean[] failed = {false};
            backend.subscribe(
                    "orders",
                    (Message order) -> {
                        System.out.println(
                                "attempt at " + TestClock.fromEnvironment().instant());
                        if (!failed[0]) {
                            failed[0] = true;
                            throw new IllegalStateException("not now");
                        }
                        backend.storeMessage("shop", "done", order);
                    },
                    SubscriptionOptions.durable("retry").maxAttempts(2).retryBackoff(Duration.ofHours(1)));
            new CountDownLatch(1).await();
        }
    }
}
