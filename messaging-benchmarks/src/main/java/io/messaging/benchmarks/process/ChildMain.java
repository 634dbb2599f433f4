package io.messaging.benchmarks.process;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The main class of child processes: creates the service whose class is the first argument and answers lines until its
 * standard input ends, which it also does when the parent dies.
 */
public final class ChildMain {
    static final String READY = "READY ";
    static final String ANSWER = "ANSWER ";
    static final String FAILED = "FAILED ";

    private ChildMain() {}

    /** Runs the service. */
    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        System.setOut(System.err); // what a library prints is no answer
        ChildService service;
        try {
            service = create(args[0], Arrays.copyOfRange(args, 1, args.length));
        } catch (Exception e) {
            e.printStackTrace();
            out.println(FAILED + e);
            out.flush();
            Runtime.getRuntime().halt(1);
            return;
        }
        out.println(READY + service.port());
        out.flush();
        serve(service, new HeapProbe(), out);
        Runtime.getRuntime().halt(0); // nothing here has to be saved
    }

    private static ChildService create(String type, String[] arguments) throws Exception {
        try {
            return Class.forName(type)
                    .asSubclass(ChildService.class)
                    .getConstructor(String[].class)
                    .newInstance((Object) arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static void serve(ChildService service, HeapProbe heap, PrintStream out) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String request = in.readLine(); request != null; request = in.readLine()) {
            String answer;
            try {
                String heapAnswer = heap.answer(request);
                answer = ANSWER + (heapAnswer == null ? service.answer(request) : heapAnswer);
            } catch (Exception e) {
                e.printStackTrace();
                answer = FAILED + e;
            }
            out.println(answer.replace('\n', ' '));
            out.flush();
        }
    }
}
