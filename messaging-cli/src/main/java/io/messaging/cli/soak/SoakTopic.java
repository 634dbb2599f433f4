package io.messaging.cli.soak;

/**
 * A topic of the soak. Immutable.
 *
 * @param number from 0
 * @param name its name
 * @param fleeting whether its messages are so short-lived that some may expire before delivery
 */
record SoakTopic(int number, String name, boolean fleeting) {
    private static final int LONG_SECONDS = 30;
    private static final int SHORT_SECONDS = 1;

    int ttlSeconds() {
        return fleeting ? SHORT_SECONDS : LONG_SECONDS;
    }
}
