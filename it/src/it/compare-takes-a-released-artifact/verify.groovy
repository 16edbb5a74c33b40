import groovy.json.JsonSlurper

def receipt = { new JsonSlurper().parseText(new File(basedir, "target/${it}/receipt.json").getText('UTF-8')) }

// 1.0 is the base, under the module's own benchmarks
def slower = receipt('benchmark')
assert slower.status == 'complete'
assert slower.baseline.state == 'paired'
assert slower.baseline.label == 'org.example:compare-takes-a-released-artifact:1.0'
assert slower.source.pomVersion == '2.0'
def (planted, untouched) = slower.comparisons
assert planted.benchmark == 'org.example.TwoBenchmark.planted:avgt'
assert planted.verdict == 'REGRESSED'
assert planted.ratio > 100 && planted.lower < planted.ratio && planted.ratio < planted.upper
assert untouched.verdict in ['NOT_REGRESSED', 'INCONCLUSIVE']
assert slower.gates[0].status == 'failure'

// the same release on both sides; the receipt does not claim a commit
def itself = receipt('itself')
assert itself.baseline.state == 'paired'
assert itself.source.pomVersion == '1.0' && itself.source.commit == null
assert itself.source.unknownBecause == 'the released artifact org.example:compare-takes-a-released-artifact:1.0 was measured'
assert itself.comparisons*.benchmark == ['org.example.TwoBenchmark.planted:avgt']
assert itself.comparisons[0].verdict in ['NOT_REGRESSED', 'INCONCLUSIVE']
assert itself.gates[0].status != 'failure'

def log = new File(basedir, 'build.log').getText('UTF-8')
assert log.contains('benchmark.base org.example:compare-takes-a-released-artifact:jar:9.9 is not there')
assert log.contains('has no benchmarks inside (no META-INF/BenchmarkList), and it is neither this module nor one of its dependencies')
assert !new File(basedir, 'target/none/receipt.json').exists()
