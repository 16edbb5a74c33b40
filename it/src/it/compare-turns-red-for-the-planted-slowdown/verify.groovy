import groovy.json.JsonSlurper

def receipt = new JsonSlurper().parseText(new File(basedir, 'target/benchmark/receipt.json').getText('UTF-8'))
assert receipt.status == 'complete'
assert receipt.baseline.state == 'paired'
assert receipt.baseline.label ==~ /HEAD \([0-9a-f]{12}\)/
def (planted, untouched) = receipt.comparisons
assert planted.benchmark == 'org.example.TwoBenchmark.planted:avgt'
assert planted.design == 'paired'
assert planted.verdict == 'REGRESSED'
assert planted.ratio > 100 && planted.lower < planted.ratio && planted.ratio < planted.upper
assert untouched.benchmark == 'org.example.TwoBenchmark.untouched:avgt'
assert untouched.verdict in ['NOT_REGRESSED', 'INCONCLUSIVE']
assert receipt.gates[0].status == 'failure'
assert receipt.gates[0].reasons.findAll { it.startsWith('regressed') }.size() == 1
// every block holds each benchmark in both arms, one after the other
receipt.determinism.blocks.eachWithIndex { block, i ->
    assert block.size() == receipt.determinism.arms[i].size()
    for (int k = 0; k < block.size(); k += 2) {
        assert block[k] == block[k + 1]
        assert receipt.determinism.arms[i][k] + receipt.determinism.arms[i][k + 1] == 1
    }
}
assert receipt.attempts.findAll { it.outcome == 'measured in the base' }.size() * 2 == receipt.attempts.size()
def log = new File(basedir, 'build.log').getText('UTF-8')
assert log.contains('can not check out benchmark.base no-such-branch')
assert !new File(basedir, 'target/none/receipt.json').exists()
// a base that does not build
def unbuilt = new JsonSlurper().parseText(new File(basedir, 'target/unbuilt/receipt.json').getText('UTF-8'))
assert unbuilt.baseline.state == 'unbuilt'
assert unbuilt.samples*.benchmark == ['org.example.TwoBenchmark.untouched:avgt']
assert unbuilt.samples[0].forks.size() == 2 && unbuilt.samples[0].forks.every { it.size() == 3 }
assert unbuilt.comparisons == null
assert unbuilt.gates[0].status == 'failure'
assert unbuilt.gates[0].reasons[0] =~ /^nothing to compare with: the base broken \([0-9a-f]{12}\) can not be measured: it does not build \(see base-build.txt\): /
assert new File(basedir, 'target/unbuilt/base-build.txt').getText('UTF-8').contains('nothing')
// the temporary worktrees are gone
assert ['git', 'worktree', 'list'].execute(null, basedir).text.readLines().size() == 1
