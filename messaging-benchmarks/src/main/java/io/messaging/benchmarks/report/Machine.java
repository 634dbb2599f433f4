package io.messaging.benchmarks.report;

import io.messaging.benchmarks.process.ChildJvm;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Describes what a run was made on, since its absolute figures hold for nothing else. */
final class Machine {
    private Machine() {}

    /** The properties by name, in the order in which they are shown. */
    static Map<String, String> describe() {
        Map<String, String> machine = new LinkedHashMap<>();
        machine.put("cpu", value("/proc/cpuinfo", "model name"));
        machine.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        machine.put("memory", value("/proc/meminfo", "MemTotal"));
        machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("jvm", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        machine.put("options of clients", String.join(" ", ChildJvm.JVM_OPTIONS));
        machine.put("options of servers, on top", String.join(" ", ChildJvm.SERVER_OPTIONS));
        List<String> own = ManagementFactory.getRuntimeMXBean().getInputArguments();
        machine.put("options of the client", own.isEmpty() ? "none" : String.join(" ", own));
        return machine;
    }

    private static String value(String file, String key) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown"; // no such file on other systems
        }
    }
}
