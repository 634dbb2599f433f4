package io.messaging.cli.message;

import io.messaging.cli.support.Converters;
import io.messaging.cli.support.ListPrinter;
import io.messaging.cli.support.OutputFormat;
import io.messaging.cli.support.Times;
import io.messaging.cli.terminal.DisplayText;
import io.messaging.cli.terminal.Table;
import io.messaging.cli.terminal.Terminal;
import io.messaging.json.JsonText;
import io.messaging.message.InvalidMessageException;
import io.messaging.message.Message;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;

/** Prints messages in one of the formats. Not thread-safe. */
final class MessagePrinter {
    private static final int ID_COLUMNS = 20;
    private static final int TIME_COLUMNS = 12;
    private static final int PRIORITY_COLUMNS = 4;
    private static final int TOPIC_COLUMNS = 14;
    private static final int SENDER_COLUMNS = 12;

    private static final int LINES_PER_LOOK = 1_000;

    private final Terminal terminal;
    private final OutputFormat format;

    MessagePrinter(Terminal terminal, OutputFormat format) {
        this.terminal = terminal;
        this.format = format;
    }

    /** Prints messages that are all there; no table if there are none. */
    void printAll(List<Message> messages) {
        switch (format) {
            case JSONL -> printLines(messages.iterator());
            case JSON -> ListPrinter.printArray(terminal.out(), messages, Message::fieldsByName);
            case TABLE -> {
                if (!messages.isEmpty()) {
                    terminal.print(table(messages));
                }
            }
        }
        terminal.out().flush();
    }

    private Table table(List<Message> messages) {
        boolean narrow = terminal.isNarrow();
        Table table = new Table()
                .numbers("ID")
                .column("TIME (UTC)")
                .column(narrow ? "PRIO" : "PRIORITY")
                .cutting("SENDER")
                .cutting("PAYLOAD");
        for (Message message : messages) {
            Instant time = message.id().instant();
            table.row(
                    message.id(),
                    narrow ? Times.dayAndTime(time) : Times.dateAndTime(time),
                    narrow ? message.priority().number() : Converters.nameOf(message.priority()),
                    sender(message),
                    payload(message));
        }
        return table;
    }

    /** Any JSON may stand in a message's fields, so a sender of a wrong type is shown as it is. */
    private static String sender(Message message) {
        try {
            return message.sender()
                    .map(tag -> tag.name() == null ? tag.id() : tag.name())
                    .orElse("");
        } catch (InvalidMessageException e) {
            return message.field("sender").map(JsonText::write).orElse("");
        }
    }

    private static String payload(Message message) {
        return message.field("payload").map(JsonText::write).orElse("");
    }

    /** Prints messages as they come, one a line, until nobody reads them any more. */
    void printLines(Iterator<Message> messages) {
        int printed = 0;
        while (messages.hasNext()) {
            printLine(messages.next());
            if (++printed % LINES_PER_LOOK == 0 && isReaderGone()) {
                return;
            }
        }
        terminal.out().flush();
    }

    private void printLine(Message message) {
        byte[] json = message.toJsonBytes();
        for (int i = 0; i < json.length; i++) {
            // JSON has line breaks only between values, where a space is as good.
            if (json[i] == '\n' || json[i] == '\r') {
                json[i] = ' ';
            }
        }
        terminal.out().write(json, 0, json.length);
        terminal.out().write('\n');
    }

    /** Prints the titles above messages that come one by one, if the format has titles. */
    void printTitles(boolean withTopic) {
        if (format == OutputFormat.TABLE) {
            String titles = row("ID", "TIME (UTC)", "PRIO", withTopic ? "TOPIC" : null, "SENDER") + "PAYLOAD";
            terminal.say(terminal.outStyle().bold(titles));
        }
    }

    /**
     * Prints one of many messages as it comes.
     *
     * @param topic where it came from, null where there is only one topic
     * @param message the message
     */
    void printNext(String topic, Message message) {
        switch (format) {
            case TABLE -> terminal.out().println(DisplayText.cut(line(topic, message), terminal.width()));
            case JSON -> terminal.out().println(JsonText.writePretty(message.fieldsByName()));
            case JSONL -> printLine(message);
        }
        terminal.out().flush();
    }

    private String line(String topic, Message message) {
        String start = row(
                message.id().toString(),
                Times.time(message.id().instant()),
                Integer.toString(message.priority().number()),
                topic,
                sender(message));
        return start + DisplayText.printable(payload(message));
    }

    private String row(String id, String time, String priority, String topic, String sender) {
        boolean withSender = topic == null || !terminal.isNarrow();
        return DisplayText.pad(id, ID_COLUMNS, true)
                + cell(time, TIME_COLUMNS)
                + cell(priority, PRIORITY_COLUMNS)
                + (topic == null ? "" : cell(topic, TOPIC_COLUMNS))
                + (withSender ? cell(sender, SENDER_COLUMNS) : "")
                + "  ";
    }

    private static String cell(String text, int columns) {
        return "  " + DisplayText.pad(DisplayText.cut(DisplayText.printable(text), columns), columns, false);
    }

    /** Returns whether the reader of the output has gone away, as {@code head} does after some lines. */
    boolean isReaderGone() {
        return terminal.out().checkError();
    }
}
