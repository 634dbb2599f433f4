package io.messaging.cli.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.cli.support.OutputFormat;
import io.messaging.cli.terminal.CapturedTerminal;
import io.messaging.cli.terminal.DisplayText;
import io.messaging.json.JsonText;
import io.messaging.json.JsonValues;
import io.messaging.message.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessagePrinterTest {
    private static final String ODD_JSON =
            "{ \"id\" : 18446744073709551615, \"payload\":{\"f\":1e-7, \"t\":\"é🚀\\u0000\"},"
                    + " \"sender\":{\"id\":\"a\",\"name\":\"Agent One\"} }";

    @Test
    void jsonlIsUnchangedToTheByte() {
        assertEquals(ODD_JSON + "\n", printed(OutputFormat.JSONL, ODD_JSON));
    }

    @Test
    void jsonlKeepsAMessageOnOneLine() {
        String spread = "{\n  \"id\": 5,\r\n  \"payload\": {\"a\\n\": 1}\n}";
        assertEquals("{   \"id\": 5,    \"payload\": {\"a\\n\": 1} }\n", printed(OutputFormat.JSONL, spread));
    }

    @Test
    void jsonIsAnArrayOfEqualMessages() {
        String array = printed(OutputFormat.JSON, ODD_JSON, "{\"id\":7}");
        List<Object> messages = JsonText.parseArray(array);
        assertEquals(2, messages.size());
        assertTrue(JsonValues.equal(JsonText.parse(ODD_JSON), messages.get(0)), array);
    }

    @Test
    void noMessagesAreAnEmptyArray() {
        assertEquals(List.of(), JsonText.parseArray(printed(OutputFormat.JSON)));
    }

    @Test
    void tableShowsWhoWhenAndWhat() {
        String table = printed(OutputFormat.TABLE, ODD_JSON);
        assertTrue(table.contains("18446744073709551615"), table);
        assertTrue(table.contains("lowest"), table);
        assertTrue(table.contains("Agent One"), table);
        assertTrue(table.contains("{\"f\":1E-7,\"t\":\"é🚀\\u0000\"}"), table);
    }

    @Test
    void tableShowsFieldsOfWrongTypesToo() {
        String table = printed(OutputFormat.TABLE, "{\"id\":7,\"sender\":42,\"payload\":[1,2]}", "{\"id\":8}");
        assertTrue(table.contains("42"), table);
        assertTrue(table.contains("[1,2]"), table);
    }

    @Test
    void tablesFitTheTerminal() {
        String huge = "{\"id\":18446744073709551615,\"sender\":\"" + "s".repeat(99) + "\",\"payload\":{\"x\":\""
                + "日本".repeat(99) + "\"}}";
        for (int columns : new int[] {80, 120}) {
            CapturedTerminal screen = CapturedTerminal.ofColumns(columns);
            MessagePrinter printer = new MessagePrinter(screen.terminal(), OutputFormat.TABLE);
            printer.printAll(List.of(Message.fromJson(huge)));
            printer.printTitles(true);
            printer.printNext("t".repeat(99), Message.fromJson(huge));
            printer.printTitles(false);
            printer.printNext(null, Message.fromJson(huge));
            screen.out()
                    .lines()
                    .forEach(line -> assertTrue(
                            DisplayText.width(line) <= columns, () -> "wider than " + columns + ": " + line));
        }
    }

    private static String printed(OutputFormat format, String... messages) {
        CapturedTerminal file = CapturedTerminal.ofFile();
        new MessagePrinter(file.terminal(), format)
                .printAll(List.of(messages).stream().map(Message::fromJson).toList());
        return file.out();
    }
}
