package io.messaging.tck.spec;

import io.messaging.backend.Capability;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** All rules of the contract, as data. Thread-safe. */
public final class RuleCatalogue {
    private static final String RESOURCE = "rules.txt";
    private static final Map<String, RuleDescription> RULES = read();

    private RuleCatalogue() {}

    /**
     * Returns the rules.
     *
     * @return all of them, in the order of the specification
     */
    public static List<RuleDescription> rules() {
        return List.copyOf(RULES.values());
    }

    /**
     * Finds a rule.
     *
     * @param id such as {@code RD-03}
     * @return the rule, empty where there is none of this id
     */
    public static Optional<RuleDescription> find(String id) {
        return Optional.ofNullable(RULES.get(id));
    }

    private static Map<String, RuleDescription> read() {
        Map<String, RuleDescription> rules = new LinkedHashMap<>();
        for (Map<String, String> fields : blocks()) {
            RuleDescription rule = new RuleDescription(
                    fields.get("rule"),
                    RuleDescription.Level.valueOf(fields.get("level")),
                    capabilities(fields.getOrDefault("needs", "")),
                    fields.get("statement"),
                    fields.get("intent"),
                    fields.get("check first"));
            rules.put(rule.id(), rule);
        }
        return rules;
    }

    private static Set<Capability> capabilities(String names) {
        return Arrays.stream(names.split(", *"))
                .filter(name -> !name.isEmpty())
                .map(Capability::valueOf)
                .collect(Collectors.toSet());
    }

    /** The file has a line "name: value" for each field, and an empty line between rules. */
    private static List<Map<String, String>> blocks() {
        List<Map<String, String>> blocks = new ArrayList<>(List.of(new LinkedHashMap<>()));
        for (String line : lines()) {
            Map<String, String> block = blocks.get(blocks.size() - 1);
            if (line.isEmpty()) {
                blocks.add(new LinkedHashMap<>());
            } else {
                String[] field = line.split(": ", 2);
                block.put(field[0], field[1]);
            }
        }
        return blocks;
    }

    private static List<String> lines() {
        try (InputStream file = RuleCatalogue.class.getResourceAsStream(RESOURCE);
                BufferedReader reader = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the resource " + RESOURCE, e);
        }
    }
}
