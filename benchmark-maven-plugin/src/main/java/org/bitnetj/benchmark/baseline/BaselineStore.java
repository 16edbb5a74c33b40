package org.bitnetj.benchmark.baseline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.bitnetj.benchmark.gate.Waiver;
import org.bitnetj.benchmark.precondition.Breakage;
import org.bitnetj.benchmark.receipt.AtomicFile;
import org.bitnetj.benchmark.receipt.Digest;
import org.bitnetj.benchmark.receipt.Receipt;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.ValueInstantiationException;

/**
 * Baselines as files of a folder in the project, one for each module and fingerprint: {@code ARTIFACT-FINGERPRINT.json}, with the sessions that led
 * to it beside it in {@code ARTIFACT-FINGERPRINT.history.jsonl}, and {@code waivers.json}.
 */
public final class BaselineStore {
    private static final int DIGITS = 12;
    private static final String NO_MATTER = "; restore it from version control, or delete it and accept a new one";

    private final Path folder;
    private final String artifact;
    private final String module;

    /**
     * A store; nothing is read yet.
     *
     * @param folder where the files are; need not exist
     * @param module group and artifact
     */
    public BaselineStore(Path folder, String module) {
        this.folder = folder;
        this.module = module;
        this.artifact = module.substring(module.indexOf(':') + 1);
    }

    /**
     * The baseline of a machine, as a receipt carries it.
     *
     * @param fingerprint that of the environment
     * @return state {@code found}, {@code foreign} or {@code none}
     */
    public Receipt.Baseline section(String fingerprint) {
        Optional<Baseline> own = find(fingerprint);
        if (own.isPresent()) {
            return own.get().section(Digest.of(BaselineJson.write(own.get())).substring(0, DIGITS));
        }
        List<Baseline> others = all();
        if (others.isEmpty()) {
            return new Receipt.Baseline("none", null, null, null, List.of());
        }
        Baseline other = others.get(0);
        Receipt.Baseline section = other.section(Digest.of(BaselineJson.write(other)).substring(0, DIGITS));
        return new Receipt.Baseline("foreign", section.id(), section.fingerprint(), null, section.environment(), section.entries());
    }

    /**
     * The environment of the baseline that a receipt was compared with, for a message on what differs.
     *
     * @param fingerprint its fingerprint
     * @return the environment, if there is such a baseline
     */
    public Optional<Receipt.Environment> environment(String fingerprint) {
        return all().stream().filter(b -> b.fingerprint().equals(fingerprint)).map(Baseline::environment).findFirst();
    }

    Optional<Baseline> find(String fingerprint) {
        Path file = file(fingerprint);
        return Files.exists(file) ? Optional.of(read(file)).filter(b -> b.fingerprint().equals(fingerprint)) : Optional.empty();
    }

    private List<Baseline> all() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("\\Q" + artifact + "\\E-[0-9a-f]{" + DIGITS + "}\\.json"))
                    .sorted(Comparator.comparing(Path::getFileName))
                    .map(this::read)
                    .toList();
        } catch (IOException e) {
            throw new Breakage("can not list the baselines in " + folder + ": " + e.getMessage(), e);
        }
    }

    private Baseline read(Path file) {
        try {
            Baseline baseline = BaselineJson.read(Files.readString(file));
            if (!baseline.module().equals(module)) {
                throw new IllegalArgumentException("it belongs to the module " + baseline.module() + ", not to " + module);
            }
            return baseline;
        } catch (IOException | IllegalArgumentException e) {
            throw new Breakage("the baseline " + file + " can not be used: " + e.getMessage() + NO_MATTER, e);
        }
    }

    /**
     * Writes a baseline, and adds its scores to the history.
     *
     * @param baseline the baseline
     * @param session the line of the history
     * @return the file
     */
    public Path write(Baseline baseline, Session session) {
        Path file = file(baseline.fingerprint());
        try {
            Files.createDirectories(folder);
            AtomicFile.write(file, BaselineJson.write(baseline));
            Files.writeString(history(baseline.fingerprint()), session.line() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return file;
        } catch (IOException e) {
            throw new Breakage("can not write " + file + " (" + e + "); make the folder writable, or set benchmark.baselineDirectory", e);
        }
    }

    /**
     * The sessions that were accepted so far.
     *
     * @param fingerprint that of the environment
     * @return in the order in which they were accepted
     */
    public List<Session> sessions(String fingerprint) {
        Path file = history(fingerprint);
        List<Session> sessions = new ArrayList<>();
        if (!Files.exists(file)) {
            return sessions;
        }
        try {
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            for (int i = 0; i < lines.size(); i++) {
                if (!lines.get(i).isBlank()) {
                    sessions.add(session(file, i + 1, lines.get(i)));
                }
            }
            return sessions;
        } catch (IOException e) {
            throw new Breakage("can not read the history " + file + ": " + e.getMessage(), e);
        }
    }

    private static Session session(Path file, int line, String text) {
        try {
            return Session.of(text);
        } catch (JacksonException e) {
            throw new Breakage("line " + line + " of the history " + file + " is damaged: " + e.getOriginalMessage()
                    + "; restore it from version control, or delete that line", e);
        }
    }

    /**
     * The waivers of the project.
     *
     * @return those of waivers.json; none without that file
     */
    public List<Waiver> waivers() {
        Path file = folder.resolve("waivers.json");
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return List.of(BaselineJson.JSON.readValue(Files.readString(file), Waiver[].class));
        } catch (ValueInstantiationException e) {
            throw new Breakage(file + ": " + (e.getCause() == null ? e.getOriginalMessage() : e.getCause().getMessage()), e);
        } catch (IOException | JacksonException e) {
            throw new Breakage("can not read " + file + ": " + e.getMessage().lines().findFirst().orElse("") + "; it is a list such as "
                    + "[{\"benchmark\": \"org.example.Sum.loop:avgt\", \"metric\": \"score\", \"ceiling\": 1.10, "
                    + "\"expires\": \"2027-01-31\", \"issue\": \"SUM-12\", \"reason\": \"...\"}]", e);
        }
    }

    private Path file(String fingerprint) {
        return folder.resolve(artifact + "-" + fingerprint.substring(0, DIGITS) + ".json");
    }

    private Path history(String fingerprint) {
        return folder.resolve(artifact + "-" + fingerprint.substring(0, DIGITS) + ".history.jsonl");
    }
}
