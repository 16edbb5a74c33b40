package org.bitnetj.kernels.jmh;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.provider.Arguments;
import org.openjdk.jmh.annotations.Param;

/** What the tests of answers go through: the parameters that the benchmarks declare, not a list of their own. */
final class AnswerTestParams {
    private AnswerTestParams() {}

    /** The values of some parameters of a benchmark, each with each, in the order of the fields. */
    static Stream<Arguments> combinations(Class<?> benchmark, String... fields) throws NoSuchFieldException {
        List<List<Object>> combinations = List.of(List.of());
        for (String field : fields) {
            List<List<Object>> longer = new ArrayList<>();
            for (List<Object> combination : combinations) {
                for (String value : benchmark.getField(field).getAnnotation(Param.class).value()) {
                    List<Object> one = new ArrayList<>(combination);
                    one.add(value);
                    longer.add(one);
                }
            }
            combinations = longer;
        }
        return combinations.stream().map(values -> Arguments.of(values.toArray()));
    }
}
