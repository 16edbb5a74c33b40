package org.bitnetj.benchmark.mojo;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import org.bitnetj.benchmark.gate.RoutingTable;
import org.bitnetj.benchmark.plan.Profile;
import org.bitnetj.benchmark.precondition.Breakage;

/** Reads what users write; a mistake is answered with the parameter's name and what would be right. */
final class Parameters {
    private static final long DEFAULT_SEED = 42;
    private static final String ALWAYS_FORWARDED = "bitnet.";

    private Parameters() {}

    static Profile profile(String label) {
        try {
            return Profile.of(label);
        } catch (IllegalArgumentException e) {
            throw new Breakage("benchmark.profile: " + e.getMessage(), e);
        }
    }

    static Duration duration(String name, String text) {
        try {
            Duration duration = Duration.parse(text.strip());
            if (!duration.isNegative() && !duration.isZero()) {
                return duration;
            }
        } catch (DateTimeParseException e) {
            throw new Breakage(name + " is not a duration: " + text + "; write PT90S for 90 seconds, PT10M for 10 minutes", e);
        }
        throw new Breakage(name + " must be longer than nothing, not " + text);
    }

    static int positive(String name, Integer value, int otherwise) {
        if (value == null) {
            return otherwise;
        }
        if (value < 1) {
            throw new Breakage(name + " must be at least 1, not " + value);
        }
        return value;
    }

    static List<Pattern> patterns(String name, List<String> expressions) {
        List<Pattern> patterns = new ArrayList<>();
        for (String expression : orEmpty(expressions)) {
            try {
                patterns.add(Pattern.compile(expression));
            } catch (PatternSyntaxException e) {
                throw new Breakage(name + " has a wrong regular expression: " + e.getMessage(), e);
            }
        }
        return List.copyOf(patterns);
    }

    static long seed(Long parameter, String variable) {
        if (parameter != null) {
            return parameter;
        }
        if (variable == null) {
            return DEFAULT_SEED;
        }
        try {
            return Long.parseLong(variable.strip());
        } catch (NumberFormatException e) {
            throw new Breakage("the environment variable BITNET_SEED must be a whole number, not " + variable, e);
        }
    }

    /** The arguments of the pom, then those of the command line, then the forwarded system properties by name. */
    static List<String> jvmArgs(List<String> ofPom, String ofUser, List<String> forward, Properties system, Properties user) {
        List<String> all = new ArrayList<>(orEmpty(ofPom));
        if (ofUser != null && !ofUser.isBlank()) {
            all.addAll(Arrays.asList(ofUser.strip().split("\\s+")));
        }
        List<String> prefixes = new ArrayList<>(orEmpty(forward));
        prefixes.add(ALWAYS_FORWARDED);
        TreeMap<String, String> forwarded = new TreeMap<>();
        for (Properties properties : List.of(system, user)) {
            for (String name : properties.stringPropertyNames()) {
                if (prefixes.stream().anyMatch(name::startsWith)) {
                    forwarded.put(name, properties.getProperty(name));
                }
            }
        }
        forwarded.forEach((name, value) -> all.add("-D" + name + "=" + value));
        return List.copyOf(all);
    }

    /** The routes of the pom, and over them those of the command line. */
    static Map<String, String> routes(Map<String, String> ofPom, String ofUser) {
        Map<String, String> all = new TreeMap<>(ofPom == null ? Map.of() : ofPom);
        if (ofUser != null && !ofUser.isBlank()) {
            for (String route : ofUser.strip().split(",", -1)) {
                int sign = route.indexOf('=');
                if (sign < 1) {
                    throw new Breakage("benchmark.routes: " + route + " is no route; write finding=name,finding=name");
                }
                all.put(route.substring(0, sign).strip(), route.substring(sign + 1).strip());
            }
        }
        try {
            RoutingTable.check(all);
            return Map.copyOf(all);
        } catch (IllegalArgumentException e) {
            throw new Breakage("benchmark.routes: " + e.getMessage(), e);
        }
    }

    static List<String> orEmpty(List<String> values) {
        return values == null ? List.of() : values;
    }
}
