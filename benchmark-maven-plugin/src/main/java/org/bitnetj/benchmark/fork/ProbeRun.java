package org.bitnetj.benchmark.fork;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What came of one probe: a document or a failure.
 *
 * @param probe class of the probe
 * @param document what it found out; null when it failed
 * @param failure why it failed; null when it did not
 */
public record ProbeRun(String probe, ProbeDocument document, StepOutcome.Failure failure) {
    /** Resource that lists probes, one class a line. */
    public static final String RESOURCE = "META-INF/benchmark/probes";

    /**
     * Runs a probe in a JVM of its own, started like the forks.
     *
     * @param setup how to start it
     * @param probe class with a main method
     * @param seed handed to the probe
     * @return what came of it
     * @throws InterruptedException when this thread is interrupted
     */
    public static ProbeRun of(ForkSetup setup, String probe, long seed) throws InterruptedException {
        Path answer = setup.rawFolder().resolve("probe-" + probe + ".json");
        Path log = setup.logFolder().resolve("probe-" + probe + ".txt");
        List<String> args = List.of(answer.toString(), Long.toString(seed));
        try (ChildJvm child = ChildJvm.start(setup, setup.measuringArguments(), probe, args, log)) {
            if (!child.await(setup.probeTimeout())) {
                return failed(probe, "did not end within " + setup.probeTimeout() + "; raise benchmark.probeTimeout if it is only slow",
                        child);
            }
            if (child.exitStatus() != 0) {
                return failed(probe, ExitStatus.describe(child.exitStatus()), child);
            }
            if (!Files.isRegularFile(answer)) {
                return failed(probe, "ended well but wrote nothing; it must write a JSON document to the file that is its first argument",
                        child);
            }
            return new ProbeRun(probe, ProbeDocument.parse(Files.readAllBytes(answer)), null);
        } catch (ProbeDocument.BadDocument e) {
            return new ProbeRun(probe, null,
                    new StepOutcome.Failure("probe " + probe + " wrote a wrong document: " + e.getMessage(), "", log));
        } catch (IOException e) {
            return new ProbeRun(probe, null,
                    new StepOutcome.Failure("what probe " + probe + " wrote can not be read: " + e.getMessage(), "", log));
        }
    }

    private static ProbeRun failed(String probe, String how, ChildJvm child) {
        return new ProbeRun(probe, null, new StepOutcome.Failure("probe " + probe + " " + how, child.tail(), child.log()));
    }
}
