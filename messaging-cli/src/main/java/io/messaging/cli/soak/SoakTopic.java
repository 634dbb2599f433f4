package io.messaging.cli.soak;

/**
 * A topic of the soak. Immutable.
 *
 * @param number from 0
 * @param name what it is called
 * @param fleeting whether its messages live so shortly that some may expire before they are delivered
 */
record SoakTopic(int number, String name, boolean fleeting) {
    private static final int LONG_SECONDS = 30;
    private static final int SHORT_SECONDS = 1;

    int ttlSeconds() {
        return fleeting ? SHORT_SECONDS : LONG_SECONDS;
    }
}
