package io.messaging.store.log;

import io.messaging.store.log.RecordingDirectory.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Constructs what a failure may leave of a directory after some of its recorded steps. Of what was not forced, a loss of power keeps
 * anything: each sector of 512 bytes of each write, each truncation, each change of a name on its own. A killed process keeps all
 * but the last write, of which it keeps a beginning. Stateless.
 */
public final class CrashStates {
    private static final int SECTOR = 512;
    private static final double[] KEPT = {0, 0.1, 0.5, 0.9, 1};

    private CrashStates() {}

    /** Returns the files after a loss of power. */
    public static Map<String, byte[]> powerLoss(RecordingDirectory directory, int steps, Random random) {
        double kept = KEPT[random.nextInt(KEPT.length)];
        double namesKept = KEPT[random.nextInt(KEPT.length)];
        List<RecordedFile> files = firstFiles(directory);
        Map<Integer, List<Step>> unforced = new HashMap<>();
        Map<String, Integer> names = new HashMap<>(directory.firstNames);
        List<Step> unforcedNames = new ArrayList<>();
        for (Step step : directory.firstSteps(steps)) {
            if (step instanceof Step.Write write) {
                unforced.computeIfAbsent(write.file(), file -> new ArrayList<>())
                        .add(step);
            } else if (step instanceof Step.Truncate truncate) {
                unforced.computeIfAbsent(truncate.file(), file -> new ArrayList<>())
                        .add(step);
            } else if (step instanceof Step.Force force) {
                List<Step> now = unforced.remove(force.file());
                if (now != null) {
                    now.forEach(each -> change(files.get(force.file()), each, null, 1));
                }
            } else if (step instanceof Step.ForceDirectory) {
                unforcedNames.forEach(each -> change(names, each));
                unforcedNames.clear();
            } else {
                unforcedNames.add(step);
            }
        }
        unforced.forEach((file, list) -> list.forEach(step -> change(files.get(file), step, random, kept)));
        unforcedNames.stream().filter(step -> random.nextDouble() < namesKept).forEach(step -> change(names, step));
        return contents(names, files);
    }

    private static void change(RecordedFile file, Step step, Random random, double kept) {
        if (step instanceof Step.Truncate truncate) {
            if (random == null || random.nextDouble() < kept) {
                file.truncate(truncate.size());
            }
            return;
        }
        Step.Write write = (Step.Write) step;
        int length = write.bytes().length;
        if (random == null) {
            file.write(write.bytes(), 0, length, write.at());
            return;
        }
        for (int from = 0; from < length; ) {
            int to = Math.min(length, (int) ((write.at() + from) / SECTOR * SECTOR + SECTOR - write.at()));
            if (random.nextDouble() < kept) {
                file.write(write.bytes(), from, to - from, write.at() + from);
            }
            from = to;
        }
    }

    private static void change(Map<String, Integer> names, Step step) {
        if (step instanceof Step.Create create) {
            names.put(create.name(), create.file());
        } else if (step instanceof Step.Delete delete) {
            names.remove(delete.name());
        } else {
            Step.Rename rename = (Step.Rename) step;
            Integer file = names.remove(rename.from());
            if (file != null) {
                names.put(rename.to(), file);
            }
        }
    }

    /** Returns the files after the process was killed, perhaps within the last of the steps. */
    public static Map<String, byte[]> kill(RecordingDirectory directory, int steps, Random random) {
        List<RecordedFile> files = firstFiles(directory);
        Map<String, Integer> names = new HashMap<>(directory.firstNames);
        List<Step> done = directory.firstSteps(steps);
        for (int i = 0; i < steps; i++) {
            Step step = done.get(i);
            if (step instanceof Step.Write write) {
                int length = i < steps - 1 ? write.bytes().length : random.nextInt(write.bytes().length + 1);
                files.get(write.file()).write(write.bytes(), 0, length, write.at());
            } else if (step instanceof Step.Truncate truncate) {
                files.get(truncate.file()).truncate(truncate.size());
            } else if (!(step instanceof Step.Force || step instanceof Step.ForceDirectory)) {
                change(names, step);
            }
        }
        return contents(names, files);
    }

    private static List<RecordedFile> firstFiles(RecordingDirectory directory) {
        return new ArrayList<>(directory.firstContents.stream()
                .map(content -> new RecordedFile(content.clone()))
                .toList());
    }

    private static Map<String, byte[]> contents(Map<String, Integer> names, List<RecordedFile> files) {
        Map<String, byte[]> contents = new HashMap<>();
        names.forEach((name, file) -> contents.put(name, files.get(file).content()));
        return contents;
    }
}
