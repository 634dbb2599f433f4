package io.messaging.cli.message;

import io.messaging.cli.terminal.Figures;
import io.messaging.message.InvalidMessageException;
import io.messaging.message.Message;

/** What the lines of an input are. Used by one thread. */
interface LineFormat {
    /** How the error of a message without an id begins. */
    String NO_ID = "the message has no id";

    /** Whole messages, stored as they are. */
    LineFormat MESSAGES = new LineFormat() {
        @Override
        public Message message(byte[] line) {
            try {
                return Message.fromJson(line);
            } catch (InvalidMessageException e) {
                throw e.getMessage().startsWith(NO_ID)
                        ? new InvalidMessageException(NO_ID + "; if the lines are payloads, use --payloads", e)
                        : e;
            }
        }

        @Override
        public String afterLoss(long firstLost, long lastRead) {
            return "Run the command again later; storing a message twice is harmless";
        }
    };

    /**
     * Returns the message to store.
     *
     * @throws IllegalArgumentException when the line is invalid; the message says what is allowed
     */
    Message message(byte[] line);

    /** Returns what the user can do when the connection was lost and lines from the first lost one on may be missing. */
    String afterLoss(long firstLost, long lastRead);

    /** Payloads, of which new messages are created. */
    static LineFormat payloads(NewMessageOptions options, String topic) {
        options.checkShape(topic);
        return new LineFormat() {
            @Override
            public Message message(byte[] line) {
                return options.message(topic, line);
            }

            @Override
            public String afterLoss(long firstLost, long lastRead) {
                String next = "line " + Figures.count(firstLost);
                return "All earlier lines were handled. "
                        + (firstLost == lastRead
                                ? "Look whether " + next + " was stored"
                                : "Look which of the lines " + Figures.count(firstLost) + " to "
                                        + Figures.count(lastRead) + " were stored")
                        + ", and store from there; a payload that is stored again becomes another message";
            }
        };
    }
}
