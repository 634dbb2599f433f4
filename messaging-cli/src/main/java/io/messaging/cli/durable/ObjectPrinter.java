package io.messaging.cli.durable;

import io.messaging.cli.support.OutputFormat;
import io.messaging.cli.terminal.Terminal;
import io.messaging.json.JsonText;
import java.util.List;
import java.util.Map;

/** Prints JSON objects for programs: as one indented array, or one object a line. */
record ObjectPrinter(Terminal terminal, OutputFormat format) {
    void print(List<Map<String, Object>> objects) {
        if (format == OutputFormat.JSON) {
            terminal.out().println(JsonText.writePretty(objects));
        } else {
            objects.forEach(object -> terminal.out().println(JsonText.write(object)));
        }
    }
}
