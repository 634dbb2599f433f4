package io.messaging.cli.support;

import io.messaging.cli.terminal.DisplayText;
import io.messaging.cli.terminal.Table;
import io.messaging.cli.terminal.Terminal;
import io.messaging.json.JsonText;
import io.messaging.message.Message;
import java.util.List;

/** Prints messages in one of the formats. Not thread-safe. */
public final class MessagePrinter {
    private static final int ID_COLUMNS = 20;
    private static final int TIME_COLUMNS = 12;
    private static final int PRIORITY_COLUMNS = 4;
    private static final int TOPIC_COLUMNS = 14;
    private static final int SENDER_COLUMNS = 12;

    private static final int LINES_PER_LOOK = 1_000;

    private final Terminal terminal;
    private final OutputFormat format;

    /** Prints on the terminal's standard output. */
    public MessagePrinter(Terminal terminal, OutputFormat format) {
        this.terminal = terminal;
        this.format = format;
    }

    /** Prints messages that are all there. */
    public void printAll(List<Message> messages) {
        switch (format) {
            case TABLE -> printTable(messages);
            case JSON -> printArray(messages);
            case JSONL -> printLines(messages);
        }
        terminal.out().flush();
    }

    private void printTable(List<Message> messages) {
        boolean narrow = terminal.isNarrow();
        Table table = new Table()
                .numbers("ID")
                .column("TIME (UTC)")
                .column(narrow ? "PRIO" : "PRIORITY")
                .cutting("SENDER")
                .cutting("PAYLOAD");
        for (Message message : messages) {
            table.row(
                    message.id(),
                    narrow ? MessageColumns.dayAndTime(message) : MessageColumns.dateAndTime(message),
                    narrow ? message.priority().number() : MessageColumns.priority(message),
                    MessageColumns.sender(message),
                    MessageColumns.payload(message));
        }
        terminal.print(table);
    }

    private void printArray(List<Message> messages) {
        terminal.out().println("[");
        String separator = "";
        for (Message message : messages) {
            terminal.out().print(separator + pretty(message));
            separator = ",\n";
        }
        terminal.out().println(messages.isEmpty() ? "]" : "\n]");
    }

    private void printLines(List<Message> messages) {
        int printed = 0;
        for (Message message : messages) {
            printLine(message);
            if (++printed % LINES_PER_LOOK == 0 && isReaderGone()) {
                return;
            }
        }
    }

    private static String pretty(Message message) {
        return JsonText.writePretty(message.fieldsByName());
    }

    private void printLine(Message message) {
        byte[] json = message.toJsonBytes();
        for (int i = 0; i < json.length; i++) {
            // Between values a line break means as much as a space, and inside them JSON has none.
            if (json[i] == '\n' || json[i] == '\r') {
                json[i] = ' ';
            }
        }
        terminal.out().write(json, 0, json.length);
        terminal.out().write('\n');
    }

    /** Prints the titles over messages that will come one by one, where the format has titles. */
    public void printTitles(boolean withTopic) {
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
    public void printNext(String topic, Message message) {
        switch (format) {
            case TABLE -> terminal.out().println(DisplayText.cut(line(topic, message), terminal.width()));
            case JSON -> terminal.out().println(pretty(message));
            case JSONL -> printLine(message);
        }
        terminal.out().flush();
    }

    private String line(String topic, Message message) {
        String start = row(
                message.id().toString(),
                MessageColumns.time(message),
                Integer.toString(message.priority().number()),
                topic,
                MessageColumns.sender(message));
        return start + DisplayText.printable(MessageColumns.payload(message));
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

    /** Returns whether the reader of the output is gone, as {@code head} is after some lines. */
    public boolean isReaderGone() {
        return terminal.out().checkError();
    }
}
