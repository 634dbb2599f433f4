package io.messaging.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Wrong input: exit code 2, one or two lines that say what was wrong and what is allowed, no stack trace. */
class UsageErrorTest {
    private static final String MEMORY =
            "{\"backend_module\":\"io.messaging.inmemory\",\"backend_class\":\"InMemoryMessagingBackend\"}";

    static Stream<Arguments> wrongInputs() {
        return Stream.of(
                wrong("unknown command 'stor'", "stor"),
                wrong("unknown option '--prioritty'", "store", "--topic", "t", "--prioritty", "3"),
                wrong("Missing required option: '--topic=TOPIC'", "store", "--payload", "{}"),
                wrong(
                        "Expected parameter for option '--topic' but found '--payload'",
                        "store",
                        "--topic",
                        "--payload",
                        "{}"),
                wrong("Expected parameter for option '--topic' but found '--'", "store", "--topic", "--", "-"),
                wrong("--option is 'port'; it takes KEY=VALUE", memory("--option", "port")),
                wrong("--option gives 'a' twice", memory("--option", "a=1", "--option", "a=1")),
                wrong("--payload has the key 'a' twice", "store", "--topic", "t", "--payload", "{\"a\":1,\"a\":2}"),
                wrong("topic is blank", "messages", "--topic=", "--config-json", MEMORY),
                wrong("topic is blank", "messages", "--topic", "\u00a0", "--config-json", MEMORY),
                wrong("namespace is blank", "dead-letters", "--namespace", " ", "--config-json", MEMORY),
                wrong("nothing to store; give one of --payload", "store", "--topic", "t"),
                wrong("more than one thing to store", "store", "--topic", "t", "--payload", "{}", "-"),
                wrong("use --file x.jsonl", "store", "--topic", "t", "x.jsonl"),
                wrong("more than one thing to store", "store", "--topic", "t", "--payloads", "f", "--file", "f"),
                wrong("use --payloads -", "store", "--topic", "t", "--payload", "-"),
                wrong("ttlSeconds is -1", "store", "--topic", "t", "--payloads", "-", "--ttl", "-1"),
                wrong(
                        "--priority, --ttl, --sender and --format apply only",
                        "store",
                        "--topic",
                        "t",
                        "--ttl",
                        "5",
                        "-"),
                wrong("--payload is not valid JSON", "store", "--topic", "t", "--payload", "{"),
                wrong("--payload is 5; it takes a JSON object", "store", "--topic", "t", "--payload", "5"),
                wrong("the payload is empty", "store", "--topic", "t", "--payload", "{}"),
                wrong("'9' is not a priority; give a number from 0 to 7 or one of urgent", payload("--priority", "9")),
                wrong("ttlSeconds is -1; it is 0", payload("--ttl", "-1")),
                wrong("the format is 'ab'; it needs at least 3", payload("--format", "ab")),
                wrong("give one of --topic TOPIC and --ids", "messages"),
                wrong("'x' is no message id; ids are whole numbers", "messages", "--topic", "t", "--since", "x"),
                wrong("--since goes with --topic", "messages", "--ids", "1", "--since", "1"),
                wrong("--namespace goes with --ids", "messages", "--topic", "t", "--namespace", "n"),
                wrong(
                        "'xml' is not a format; give one of table, json, jsonl",
                        "messages",
                        "--topic",
                        "t",
                        "--format",
                        "xml"),
                wrong("--count is 0; it is 1 or more", "subscribe", "--topic", "t", "--count", "0"),
                wrong("--durable is 'a' and --shared is 'b'; use only one", subscribe("--durable=a", "--shared=b")),
                wrong("--concurrency is '8', and this is a plain subscription", subscribe("--concurrency", "8")),
                wrong(
                        "--ordered-by is 'k', and this is durable client 'a'; it is for members of a group: give"
                                + " --shared",
                        subscribe("--durable", "a", "--ordered-by", "k")),
                wrong("concurrency is 0; it is 1 to 65536", subscribe("--shared", "g", "--concurrency", "0")),
                wrong("clientId is blank", subscribe("--durable", " ")),
                wrong("group is blank", subscribe("--shared=")),
                wrong("orderedBy is blank", subscribe("--shared", "g", "--ordered-by=")),
                wrong("--workers is 0; it goes from 1 to 64", "demo", "--workers", "0"),
                wrong("--tasks is 20001; it goes from 1 to 20000", "demo", "--tasks", "20001"),
                wrong("are mutually exclusive", "messages", "--topic", "t", "--port", "1", "--config-json", "{}"),
                wrong("cannot read the configuration file", "messages", "--topic", "t", "--config", "/no/such.json"),
                wrong("the configuration is not valid JSON", "messages", "--topic", "t", "--config-json", "{"),
                wrong("io.messaging.inmemory/InMemoryMessagingBackend", config("no.such", "Backend", "{}")),
                wrong(
                        "option 'delivery' is \"later\"; it takes one of direct, async",
                        config("io.messaging.inmemory", "InMemoryMessagingBackend", "{\"delivery\":\"later\"}")),
                wrong(
                        "unknown option 'colour'",
                        config("io.messaging.inmemory", "InMemoryMessagingBackend", "{\"colour\":1}")),
                wrong("--backend-module and --backend-class go together", "tck", "--backend-class", "B"),
                wrong("no backend answers to backend_module 'no.such'", named("no.such", "Backend")),
                wrong("unknown option 'colour'", memory("--option", "colour=1")),
                wrong(
                        "option 'max_topics' is \"many\"; it takes a whole number",
                        memory("--option", "max_topics=many")),
                wrong("option 'delivery' is \"7\"; it takes one of direct, async", memory("--option", "delivery=7")),
                wrong("--config, --config-json, --backend-module", memory("--config-json", "{}")),
                wrong("no backend given; name one with --config FILE", "tck"),
                wrong("no rule matches 'XYZ-*'; the rules are RD-01, ", memory("--rules", "XYZ-*", "--rules", "RD-*")),
                wrong("the timeout factor is 0.0; it is a number above 0", memory("--timeout-factor", "0")),
                wrong("cannot read the file of waivers /no/such.txt", memory("--waivers", "/no/such.txt")),
                wrong("cannot read the report /no/such.json", "tck", "--compare", "/no/such.json"),
                wrong("--classpath names /no/such.jar", "backends", "--classpath", "/no/such.jar"));
    }

    private static Arguments wrong(String expected, String... args) {
        return Arguments.of(expected, args);
    }

    private static String[] payload(String option, String value) {
        return new String[] {"store", "--topic", "t", "--payload", "{\"a\":1}", option, value};
    }

    private static String[] subscribe(String... options) {
        return Stream.concat(Stream.of("subscribe", "--topic", "t"), Stream.of(options))
                .toArray(String[]::new);
    }

    private static String[] config(String module, String className, String options) {
        String json = "{\"backend_module\":\"" + module + "\",\"backend_class\":\"" + className
                + "\",\"backend_config\":" + options + "}";
        return new String[] {"messages", "--topic", "t", "--config-json", json};
    }

    private static String[] named(String module, String className) {
        return new String[] {"tck", "--backend-module", module, "--backend-class", className};
    }

    private static String[] memory(String... args) {
        return Stream.concat(Stream.of(named("io.messaging.inmemory", "InMemoryMessagingBackend")), Stream.of(args))
                .toArray(String[]::new);
    }

    @ParameterizedTest
    @MethodSource("wrongInputs")
    void wrongInputIsExplained(String expected, String[] args) {
        InProcess.Result result = InProcess.run(args);
        assertEquals(2, result.exitCode(), result.err());
        assertEquals("", result.out());
        assertTrue(result.err().contains(expected), result.err());
        assertTrue(result.err().lines().count() <= 2, () -> "too many lines: " + result.err());
    }

    @Test
    void stackTraceIsShownOnDemand() {
        InProcess.Result result = InProcess.run("store", "--stacktrace", "--topic", "t", "--payload", "{");
        assertEquals(2, result.exitCode());
        assertTrue(result.err().contains("\tat io.messaging.cli"), result.err());
    }

    @Test
    void configurationFileWithAnErrorIsNamed(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("c.json"), "{\"backend_modul\":\"x\"}");
        InProcess.Result result = InProcess.run("messages", "--topic", "t", "--config", file.toString());
        assertEquals(2, result.exitCode());
        assertTrue(result.err().contains(file + ": unknown key 'backend_modul'"), result.err());
    }

    @Test
    void demoRefusesABackendThatEndsWithTheProcess() {
        String[] args = config("io.messaging.inmemory", "InMemoryMessagingBackend", "{}");
        InProcess.Result result = InProcess.run("demo", args[3], args[4]);
        assertEquals(1, result.exitCode());
        assertTrue(
                result.err().contains("does not reach other processes (it does not declare CROSS_PROCESS)"),
                result.err());
    }
}
