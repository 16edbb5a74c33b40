import groovy.json.JsonSlurper

def text = new File(basedir, 'target/benchmark/receipt.json').getText('UTF-8')
def receipt = new JsonSlurper().parseText(text)
assert receipt.schemaVersion == '1.0.0'
assert receipt.status == 'complete'
assert receipt.source.module == 'org.example:jmh-module-gets-a-receipt'
assert receipt.plan.profile == 'smoke'
assert receipt.plan.forks == 2
def names = ['org.example.WordBenchmark.forwarded:thrpt:word=16', 'org.example.WordBenchmark.forwarded:thrpt:word=grün und blau',
             'org.example.WordBenchmark.length:avgt:word=16', 'org.example.WordBenchmark.length:avgt:word=grün und blau']
assert receipt.plan.benchmarks*.id == names
assert receipt.samples*.benchmark == names
receipt.samples.each { sample ->
    assert sample.forks.size() == 2
    sample.forks.each { fork ->
        assert fork.size() == 3
        fork.each { assert it > 0 }
    }
}
assert receipt.samples*.unit == ['ops/us', 'ops/us', 'ns/op', 'ns/op']
assert receipt.samples*.better == ['higher', 'higher', 'lower', 'lower']
assert receipt.estimates*.benchmark == names
receipt.estimates.each { assert it.lower < it.score && it.score < it.upper }
// every block holds each benchmark once
assert receipt.determinism.blocks.collect { it.sort(false) } == [[0, 1, 2, 3]] * 2
assert receipt.attempts.size() == 8
assert receipt.attempts.every { it.outcome == 'measured' && it.attempt == 1 }
assert receipt.kernels == [[probe: 'kernels', operation: 'gemv', format: 'I2_S', backend: 'scalar', kernel: 'seed 42', status: 'dispatched']]
assert receipt.environment.jvm.flags.contains('-Xmx96m')
assert receipt.environment.fingerprint ==~ /[0-9a-f]{64}/
assert receipt.failures == []
assert receipt.gates == [[name: 'review:gate:benchmarks', status: 'pass', conclusion: 'success', reasons: [],
                          evidence: 'benchmarks: jmh: 4 benchmarks ok']]
assert receipt.digest ==~ /[0-9a-f]{64}/
assert !text.contains(basedir.path)
assert new File(basedir, 'target/benchmark/evidence.txt').text == 'benchmarks: jmh: 4 benchmarks ok\n'
def log = new File(basedir, 'build.log').getText('UTF-8')
assert log =~ /8\/8  WordBenchmark\./
assert log.contains('benchmarks: jmh: 4 benchmarks ok')
assert !log.contains('\u001b[2K')
