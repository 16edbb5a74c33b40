package org.bitnetj.benchmark.receipt;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The records of a receipt beside the schema: what one has and the other lacks. */
public final class SchemaCoverage {
    private static final Map<Class<?>, String> TYPES = Map.of(String.class, "string", int.class, "integer", Integer.class, "integer",
            long.class, "integer", Long.class, "integer", double.class, "number", Double.class, "number", boolean.class, "boolean",
            Boolean.class, "boolean");

    private final JsonNode schema = JsonMapper.shared().readTree(ReceiptSchema.text());
    private final List<String> gaps = new ArrayList<>();
    private final Set<Class<?>> seen = new LinkedHashSet<>();
    private final Deque<Runnable> open = new ArrayDeque<>();

    private SchemaCoverage() {}

    /** Differences, in words; empty when records and schema say the same. */
    public static List<String> gaps() {
        SchemaCoverage coverage = new SchemaCoverage();
        coverage.record(Receipt.class, coverage.schema, "$");
        while (!coverage.open.isEmpty()) {
            coverage.open.pop().run();
        }
        if (coverage.seen.size() < 30) {
            coverage.gaps.add("only " + coverage.seen.size() + " records were found");
        }
        return coverage.gaps;
    }

    private void record(Class<?> type, JsonNode form, String at) {
        if (!seen.add(type)) {
            return;
        }
        JsonNode properties = form.path("properties");
        Set<String> components = new TreeSet<>();
        for (RecordComponent component : type.getRecordComponents()) {
            components.add(component.getName());
            JsonNode property = properties.get(component.getName());
            if (property == null) {
                gaps.add(at + "." + component.getName() + " is in " + type.getSimpleName() + ", and not in the schema");
            } else {
                value(component.getGenericType(), property, at + "." + component.getName());
                boolean required = form.path("required").valueStream().anyMatch(name -> name.stringValue().equals(component.getName()));
                if (component.getType().isPrimitive() && !required) {
                    gaps.add(at + "." + component.getName() + " is always there, and the schema does not require it");
                }
            }
        }
        properties.propertyNames().stream().filter(name -> !components.contains(name))
                .forEach(name -> gaps.add(at + "." + name + " is in the schema, and not in " + type.getSimpleName()));
        if (form.path("additionalProperties").asBoolean(true)) {
            gaps.add(at + " allows properties that the schema does not name");
        }
    }

    private void value(Type type, JsonNode property, String at) {
        if (property.path("description").asString("").isBlank()) {
            gaps.add(at + " has no description");
        }
        JsonNode form = property.has("$ref")
                ? schema.get("$defs").get(property.get("$ref").stringValue().substring("#/$defs/".length()))
                : property;
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            type(form, "array", at);
            Type item = list.getActualTypeArguments()[0];
            JsonNode items = form.path("items");
            if (item instanceof Class<?> one && one.isRecord()) {
                open.add(() -> record(one, schema.get("$defs").get(items.path("$ref").asString().substring("#/$defs/".length())),
                        at + "[]"));
            } else {
                value(item, items, at + "[]");
            }
        } else if (type instanceof Class<?> one && one.isRecord()) {
            open.add(() -> record(one, form, at));
        } else {
            type(form, type instanceof Class<?> one ? TYPES.getOrDefault(one, "string") : "object", at);
        }
    }

    private void type(JsonNode form, String expected, String at) {
        if (!form.path("type").asString("").equals(expected)) {
            gaps.add(at + " is of type " + form.path("type") + " in the schema, and " + expected + " in Java");
        }
    }
}
