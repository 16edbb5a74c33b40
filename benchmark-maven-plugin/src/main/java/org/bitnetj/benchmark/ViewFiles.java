package org.bitnetj.benchmark;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

import org.bitnetj.benchmark.gate.Verdict;
import org.bitnetj.benchmark.precondition.Breakage;
import org.bitnetj.benchmark.receipt.AtomicFile;
import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.view.CheckRun;
import org.bitnetj.benchmark.view.Decision;
import org.bitnetj.benchmark.view.JunitXml;
import org.bitnetj.benchmark.view.Ledger;
import org.bitnetj.benchmark.view.Page;
import org.bitnetj.benchmark.view.Sarif;

/** Writes what people and automation read of a receipt, beside it, and enters it into the ledger. */
public final class ViewFiles {
    /** Names the file of which GitHub shows the content as the summary of a step. */
    public static final String STEP_SUMMARY = "GITHUB_STEP_SUMMARY";
    /** What is written anew for each receipt; the ledger is not among it. */
    static final List<String> NAMES = List.of("decision.md", "check-run.json", "junit.xml", "sarif.json");

    private final Path folder;
    private final Path ledger;
    private final Path stepSummary;

    /**
     * Names the places.
     *
     * @param folder where the receipt is
     * @param ledger Markdown file that the receipt is entered into; null for none
     * @param stepSummary value of the environment variable {@value #STEP_SUMMARY}; null or empty for none
     */
    public ViewFiles(Path folder, Path ledger, String stepSummary) {
        this.folder = folder;
        this.ledger = ledger;
        this.stepSummary = stepSummary == null || stepSummary.isBlank() ? null : Path.of(stepSummary);
    }

    /** Breaks off when the ledger could not be edited after the run, before hours are spent on measuring. */
    public void check() {
        if (ledger != null) {
            try {
                Ledger.check(readLedger());
            } catch (IllegalArgumentException e) {
                throw broken(e);
            }
        }
    }

    /**
     * Writes.
     *
     * @param receipt a receipt that was judged
     * @param console where to tell what could not be derived
     */
    public void write(Receipt receipt, Console console) {
        write("decision.md", Decision.text(receipt));
        Optional<String> noCheckRun = CheckRun.missingBecause(receipt);
        if (noCheckRun.isPresent()) {
            console.info("no check-run.json: " + noCheckRun.get());
            delete("check-run.json");
        } else {
            write("check-run.json", CheckRun.json(receipt));
        }
        write("junit.xml", JunitXml.xml(receipt));
        write("sarif.json", Sarif.json(receipt));
        appendStepSummary(receipt, console);
        enterLedger(receipt);
    }

    /**
     * Writes; what can not be written is a warning when the receipt has a failed gate, so that it does not hide the verdict.
     *
     * @param receipt a receipt that was judged
     * @param console where to tell what could not be derived
     */
    public void writeBeforeVerdict(Receipt receipt, Console console) {
        try {
            write(receipt, console);
        } catch (Breakage e) {
            if (receipt.gates().stream().noneMatch(gate -> gate.status().equals(Verdict.Status.FAILURE.label()))) {
                throw e;
            }
            console.warn(e.getMessage());
        }
    }

    /** The file is the CI system's; that it can not be written is no reason to fail. */
    private void appendStepSummary(Receipt receipt, Console console) {
        if (stepSummary != null) {
            try {
                Files.writeString(stepSummary, Page.text(receipt) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                console.warn("no step summary: can not append to " + stepSummary + ", which " + STEP_SUMMARY + " names (" + e + ")");
            }
        }
    }

    private void enterLedger(Receipt receipt) {
        if (ledger == null) {
            return;
        }
        String old = readLedger();
        try {
            String entered = Ledger.enter(old, receipt);
            if (!entered.equals(old)) {
                // a link stays a link
                Path file = Files.exists(ledger) ? ledger.toRealPath() : ledger.toAbsolutePath();
                Files.createDirectories(file.getParent());
                AtomicFile.write(file, entered);
            }
        } catch (IllegalArgumentException e) {
            throw broken(e);
        } catch (IOException e) {
            throw new Breakage("can not write the ledger " + ledger + " (" + e + "); what stands there is untouched", e);
        }
    }

    private String readLedger() {
        try {
            return Files.exists(ledger) ? Files.readString(ledger) : "";
        } catch (CharacterCodingException e) {
            throw new Breakage("the ledger " + ledger + " is not UTF-8; save it as such, or name another with benchmark.ledgerFile", e);
        } catch (IOException e) {
            throw new Breakage("can not read the ledger " + ledger + " (" + e + "); name a Markdown file with benchmark.ledgerFile", e);
        }
    }

    private Breakage broken(IllegalArgumentException e) {
        return new Breakage("the ledger " + ledger + " can not be edited: " + e.getMessage()
                + "; it is untouched. Correct the markers, or remove all of that block", e);
    }

    private void delete(String name) {
        try {
            Files.deleteIfExists(folder.resolve(name));
        } catch (IOException e) {
            throw new Breakage("can not delete " + folder.resolve(name) + " of an earlier run (" + e + "); delete it", e);
        }
    }

    private void write(String name, String content) {
        Path file = folder.resolve(name);
        try {
            AtomicFile.write(file, content);
        } catch (IOException e) {
            throw new Breakage("can not write " + file + " (" + e + "); the receipt beside it is complete", e);
        }
    }
}
