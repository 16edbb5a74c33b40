package org.bitnetj.kernels.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: its commands, and what becomes of errors. */
@Command(name = "bitnet", mixinStandardHelpOptions = true, versionProvider = Main.Version.class, sortOptions = false, subcommands = {
    GenerateCommand.class, PerplexityCommand.class, InspectCommand.class, ConvertCommand.class, QuantizeCommand.class, PrepareCommand.class,
    HelpCommand.class}, synopsisSubcommandLabel = "COMMAND", header = "Runs, inspects and converts BitNet b1.58 models in GGUF files.", descriptionHeading = "%n", description = "bitnet stands for: java -jar bitnet-kernels-VERSION-cli.jar", commandListHeading = "%nCommands:%n", exitCodeListHeading = "%nExit status:%n", exitCodeList = {
        "0:done", "1:the work failed: a file is missing, is no model, cannot be written",
        "2:the command was not understood, or this Java cannot run it",
        "3:an error of this program; it prints where"}, footerHeading = "%nExamples:%n", footer = {
            "  bitnet generate --model model.gguf --prompt \"In the beginning\"", "  bitnet inspect model.gguf",
            "  bitnet help generate"})
public final class Main implements Runnable {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int NOT_UNDERSTOOD = 2;
    static final int BUG = 3;

    @Spec
    private CommandSpec spec;

    /** The version in the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[]{"bitnet " + (version == null ? "(not from its jar)" : version), "Java " + Runtime.version()};
        }
    }

    /**
     * Runs the command line and ends the JVM.
     *
     * @param args its arguments
     */
    public static void main(String[] args) {
        Restart.followParent();
        System.exit(run(writer(FileDescriptor.out), writer(FileDescriptor.err), args));
    }

    /** Text is UTF-8, whatever the locale: what a model writes has no other form. */
    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), false);
    }

    /** Runs the command line and returns its exit status. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        CommandLine commands = new CommandLine(new Main()).setOut(out).setErr(err).setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(false).setUsageHelpWidth(110).setParameterExceptionHandler(Main::notUnderstood)
                .setExecutionExceptionHandler((e, command, parsed) -> failed(e, command));
        int status = commands.execute(args);
        out.flush();
        err.flush();
        return status;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "No command. Choose one of: " + String.join(", ", spec.subcommands().keySet()));
    }

    private static int notUnderstood(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("bitnet: " + e.getMessage().replaceFirst("^Error: ", ""));
        if (e instanceof UnmatchedArgumentException unmatched) {
            Suggestion.of(unmatched.getUnmatched().getFirst(), command.getCommandSpec())
                    .ifPresent(near -> err.println("Did you mean " + near + "?"));
        }
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return NOT_UNDERSTOOD;
    }

    private static int failed(Exception e, CommandLine command) {
        PrintWriter err = command.getErr();
        command.getOut().flush();
        if (!(e instanceof IOException || e instanceof Failure)) {
            err.println("bitnet: an error of this program; please report it with these lines:");
            e.printStackTrace(err);
            return BUG;
        }
        err.println("bitnet: " + switch (e) {
            case NoSuchFileException missing -> missing.getReason() == null ? "no such file: " + missing.getFile() : missing.getMessage();
            case AccessDeniedException denied -> "no permission: " + denied.getFile();
            default -> e.getMessage();
        });
        return FAILED;
    }
}
