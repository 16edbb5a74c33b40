package org.bitnetj.benchmark.mojo;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.bitnetj.benchmark.precondition.Breakage;
import org.bitnetj.benchmark.precondition.ClassPath;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a suite says of itself beside its classes, so that it is measured in the same way by the build that makes it and as an artifact. What a pom or a
 * command line says goes before.
 *
 * @param java the oldest Java that runs it; 0 when it does not say
 * @param dependencies what it needs beside its own jar, {@code group:artifact:version}
 * @param jvmArgs arguments of all JVMs that measure
 * @param smokeIncludes which benchmarks profile smoke takes; none means all
 * @param standardIncludes the same for profile standard
 * @param priorities which benchmarks go first when the budget is short
 */
record SuiteSettings(int java, List<String> dependencies, List<String> jvmArgs, List<String> smokeIncludes, List<String> standardIncludes,
        List<String> priorities) {
    /** Among the module's own test classes, or in the suite's jar. */
    static final String RESOURCE = "META-INF/benchmark/suite.json";

    private static final Set<String> KEYS = Set.of("java", "dependencies", "jvmArgs", "smokeIncludes", "standardIncludes", "priorities");

    /** Those of a module's own classes; without any, everything is empty. */
    static SuiteSettings of(ClassPath own) {
        List<String> texts = own.texts(RESOURCE);
        return texts.isEmpty() ? new SuiteSettings(0, List.of(), List.of(), List.of(), List.of(), List.of()) : parse(texts.get(0));
    }

    static SuiteSettings parse(String text) {
        JsonNode json;
        try {
            json = JsonMapper.shared().readTree(text);
        } catch (JacksonException e) {
            throw wrong("is no JSON: " + e.getOriginalMessage(), e);
        }
        if (!json.isObject()) {
            throw wrong("must be a JSON object", null);
        }
        Set<String> unknown = new TreeSet<>(json.propertyNames());
        unknown.removeAll(KEYS);
        if (!unknown.isEmpty()) {
            throw wrong("has the unknown fields " + unknown + "; it may have " + new TreeSet<>(KEYS), null);
        }
        JsonNode java = json.path("java");
        if (!java.isMissingNode() && !java.isInt()) {
            throw wrong("must have a whole number as java, not " + java, null);
        }
        return new SuiteSettings(java.asInt(0), texts(json, "dependencies"), texts(json, "jvmArgs"), texts(json, "smokeIncludes"),
                texts(json, "standardIncludes"), texts(json, "priorities"));
    }

    private static List<String> texts(JsonNode json, String field) {
        JsonNode array = json.path(field);
        List<String> texts = new ArrayList<>();
        for (JsonNode text : array) {
            if (!text.isString()) {
                throw wrong("must have texts in " + field + ", not " + text, null);
            }
            texts.add(text.stringValue());
        }
        if (!array.isMissingNode() && !array.isArray()) {
            throw wrong("must have an array of texts as " + field + ", not " + array, null);
        }
        return List.copyOf(texts);
    }

    private static Breakage wrong(String what, Exception cause) {
        return new Breakage(RESOURCE + " of the measured classes " + what, cause);
    }
}
