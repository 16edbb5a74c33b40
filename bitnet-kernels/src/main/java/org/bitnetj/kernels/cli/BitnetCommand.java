package org.bitnetj.kernels.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** What all commands have in common: results on standard output, everything else on standard error. */
@Command(mixinStandardHelpOptions = true, versionProvider = Main.Version.class, sortOptions = false, usageHelpAutoWidth = false, descriptionHeading = "%n", optionListHeading = "%nOptions:%n", parameterListHeading = "%nArguments:%n", footerHeading = "%nExamples:%n")
abstract class BitnetCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--json", order = 100, description = "Print the result as one JSON object on standard output.")
    private boolean json;

    @Option(names = {"-q", "--quiet"}, order = 101, description = "No figures and no progress on standard error.")
    private boolean quiet;

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    final boolean json() {
        return json;
    }

    /** A line on standard error that always appears: something the user has to know. */
    final void note(String line) {
        spec.commandLine().getErr().println("note: " + line);
        spec.commandLine().getErr().flush();
    }

    /** A line on standard error, unless quiet was asked for. */
    // The annotation that Error Prone wants is a library of its own.
    @SuppressWarnings("AnnotateFormatMethod")
    final void figure(String format, Object... values) {
        if (!quiet) {
            spec.commandLine().getErr().println(String.format(Locale.ROOT, format, values));
            spec.commandLine().getErr().flush();
        }
    }

    /** The arguments as they were given to the program. */
    final List<String> arguments() {
        return spec.root().commandLine().getParseResult().originalArgs();
    }

    final Progress progress() {
        return new Progress(line -> figure("%s", line));
    }

    final ParameterException misuse(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Prints a JSON object of strings, numbers, booleans, null, lists and maps. */
    final void printJson(Map<String, ?> result) {
        out().println(toJson(result));
    }

    static String toJson(Map<String, ?> result) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            write(generator, result);
        }
        return text.toString();
    }

    private static void write(JsonGenerator generator, Object value) {
        switch (value) {
            case null -> generator.writeNull();
            case Map<?, ?> map -> {
                generator.writeStartObject();
                map.forEach((key, element) -> {
                    generator.writeName(String.valueOf(key));
                    write(generator, element);
                });
                generator.writeEndObject();
            }
            case List<?> list -> {
                generator.writeStartArray();
                list.forEach(element -> write(generator, element));
                generator.writeEndArray();
            }
            case Boolean bool -> generator.writeBoolean(bool);
            case Integer number -> generator.writeNumber(number);
            case Long number -> generator.writeNumber(number);
            // JSON has no NaN and no infinities: Jackson writes them as strings.
            case Double number -> generator.writeNumber(number);
            default -> generator.writeString(value.toString());
        }
    }
}
