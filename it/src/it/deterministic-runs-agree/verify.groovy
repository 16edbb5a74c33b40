import groovy.json.JsonSlurper

def receipt = { new JsonSlurper().parseText(new File(basedir, "target/run-$it/receipt.json").getText('UTF-8')) }

// the paths of all leaves, [] for every index of an array
def leaves
leaves = { node, at ->
    if (node instanceof Map) {
        return node.collectMany { name, value -> leaves(value, at + '.' + name) }
    }
    if (node instanceof List) {
        return [[at + '.size', node.size()]] + node.withIndex().collectMany { value, i -> leaves(value, at + '[' + i + ']') }
    }
    return [[at, node]]
}
def first = leaves(receipt(1), '$').collectEntries()
def second = leaves(receipt(2), '$').collectEntries()

// times, what was measured, what follows from it, and the names of the run
def measured = [/\$\.(runId|startedAt|finishedAt|digest)/, /\$\.attempts\[\d+\]\.(startedAt|finishedAt)/, /\$\.preconditions\[\d+\]\.durationMillis/,
                /\$\.preconditions\[\d+\]\.(evidence|status)/, /\$\.samples\[\d+\]\.forks\[\d+\]\[\d+\]/, /\$\.estimates\[\d+\]\.(score|lower|upper)/,
                /\$\.noise\[\d+\]\..*/, /\$\.rulers\[\d+\]\.(nanos\[\d+\]|movement)/]
assert first.keySet() == second.keySet()
def different = first.keySet().findAll { first[it] != second[it] }
println 'fields that differ between two deterministic runs: ' + different.collect { it.replaceAll(/\d+/, '*') }.unique().join(', ')
def unexpected = different.findAll { field -> !measured.any { field ==~ it } }
assert unexpected.isEmpty()
// they were two runs, and they were measured
assert different.containsAll(['$.runId', '$.startedAt', '$.digest', '$.samples[0].forks[0][0]'])

def one = receipt(1)
assert one.determinism.seed == 7 && one.determinism.bitnetSeed == '7' && one.determinism.bitnetDeterministic == '1'
assert one.determinism.blocks.size() == 2 && one.determinism.blocks.every { it.sort(false) == [0, 1, 2] }
assert one.plan.benchmarks*.threads == [2, 2, 2]
assert one.features[0].outputs ==~ /[0-9a-f]{64}/
