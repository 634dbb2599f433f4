package io.messaging.cli.tck;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.json.InputText;
import io.messaging.json.InvalidJsonException;
import io.messaging.json.JsonText;
import io.messaging.tck.report.JsonReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads reports written by {@link JsonReport}. */
final class ReportReader {
    private ReportReader() {}

    static ComparedReport read(Path file) {
        Object tree;
        try {
            tree = JsonText.parse(InputText.read(file));
        } catch (IOException e) {
            throw new MessagingConfigurationException(
                    "cannot read the report " + file + " (" + e + "); check the path", e);
        } catch (InvalidJsonException e) {
            throw new MessagingConfigurationException(
                    "the report " + file + " is not valid JSON: " + e.getMessage(), e);
        }
        if (!(tree instanceof Map<?, ?> map) || !JsonReport.FORMAT.equals(map.get("format"))) {
            throw new MessagingConfigurationException(
                    file + " is not a report of the kit; give the tck-report.json of a run with --report");
        }
        if (!(map.get("version") instanceof Number version) || version.longValue() != JsonReport.VERSION) {
            throw new MessagingConfigurationException(file + " is a report of version " + map.get("version")
                    + ", and this program reads version " + JsonReport.VERSION + "; run the kit again");
        }
        try {
            return report(file, map);
        } catch (ClassCastException | NullPointerException e) {
            throw new MessagingConfigurationException("the report " + file + " is incomplete; run the kit again", e);
        }
    }

    private static ComparedReport report(Path file, Map<?, ?> map) {
        Map<?, ?> backend = (Map<?, ?>) map.get("backend");
        Set<String> capabilities = new LinkedHashSet<>();
        ((List<?>) backend.get("capabilities")).forEach(name -> capabilities.add((String) name));
        Map<String, String> outcomes = new LinkedHashMap<>();
        Map<String, String> statements = new LinkedHashMap<>();
        for (Object item : (List<?>) map.get("rules")) {
            Map<?, ?> rule = (Map<?, ?>) item;
            String id = rule.get("id").toString();
            outcomes.put(id, rule.get("outcome").toString());
            statements.put(id, rule.get("statement").toString());
        }
        boolean passed = (Boolean) ((Map<?, ?>) map.get("verdict")).get("passed");
        return new ComparedReport(
                file.toString(), backend.get("label").toString(), passed, capabilities, outcomes, statements);
    }
}
