package io.messaging.tck.engine;

import java.util.Comparator;
import java.util.Map;

/** All threads of this JVM and what they are doing, as text. */
final class ThreadDump {
    private static final int FRAMES_SHOWN = 25;

    private ThreadDump() {}

    static String take() {
        StringBuilder text = new StringBuilder();
        Thread.getAllStackTraces().entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getKey().getName()))
                .forEach(entry -> append(text, entry));
        return text.toString();
    }

    private static void append(StringBuilder text, Map.Entry<Thread, StackTraceElement[]> entry) {
        Thread thread = entry.getKey();
        StackTraceElement[] stack = entry.getValue();
        text.append("    \"").append(thread.getName()).append("\" ").append(thread.getState());
        text.append(thread.isDaemon() ? " daemon\n" : "\n");
        for (int i = 0; i < Math.min(stack.length, FRAMES_SHOWN); i++) {
            text.append("        at ").append(stack[i]).append('\n');
        }
    }
}
