package io.messaging.testing;

import java.util.concurrent.CountDownLatch;

/** A program that does nothing until it is killed. */
final class SleepyMain {
    private SleepyMain() {}

    public static void main(String[] args) throws InterruptedException {
        System.out.println("started with " + String.join(",", args));
        new CountDownLatch(1).await();
    }
}
