package io.messaging.testing.report;

/**
 * The timeline of a failed test's messages, attached to the failure as a suppressed exception, so that every tool that
 * shows the failure shows it. Has no stack trace.
 */
public final class MessagingTimeline extends Exception {
    private static final long serialVersionUID = 1L;

    public MessagingTimeline(String text) {
        super(text, null, false, false);
    }

    @Override
    public String toString() {
        return "what the messages did:\n" + getMessage();
    }
}
