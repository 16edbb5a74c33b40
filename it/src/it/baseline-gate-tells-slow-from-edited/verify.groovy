import groovy.json.JsonSlurper

def receipt = { new JsonSlurper().parseText(new File(basedir, "target/${it}/receipt.json").getText('UTF-8')) }
def steady = 'org.example.SteadyBenchmark.answer:avgt'
def gone = 'org.example.GoneBenchmark.answer:avgt'

// accepted: one file, readable, raw samples, history
def folder = new File(basedir, 'src/benchmark/baseline')
def files = folder.list().sort()
assert files.size() == 2
assert files.every { it ==~ /baseline-gate-tells-slow-from-edited-[0-9a-f]{12}\.(history\.jsonl|json)/ }
def baseline = new JsonSlurper().parse(new File(folder, files.find { it.endsWith('.json') }))
assert baseline.benchmarks*.benchmark == [gone, steady]
assert baseline.benchmarks.every { it.metrics[0].forks.size() == 3 }
assert receipt('run-1').comparisons == null
assert receipt('run-1').baseline.state == 'none'

def same = receipt('run-2')
assert same.comparisons*.benchmark == [steady]
assert same.comparisons[0].verdict in ['NOT_REGRESSED', 'INCONCLUSIVE']
assert same.gates[0].status != 'failure'
assert same.baseline.entries*.benchmark == [gone, steady]

def slow = receipt('run-3')
assert slow.comparisons[0].verdict == 'REGRESSED'
assert slow.comparisons[0].ratio > 100
assert slow.comparisons[0].lower < slow.comparisons[0].ratio && slow.comparisons[0].ratio < slow.comparisons[0].upper
assert slow.gates[0].status == 'failure'
assert slow.gates[0].reasons[0].startsWith("regressed: ${steady}: +")
assert new File(basedir, 'target/run-3/evidence.txt').getText('UTF-8') =~ /(?m)^perf: Δ vs baseline: \+.*; 1 regressed$/

def foreign = receipt('run-2/check')
assert foreign.comparisons*.verdict == ['INCOMPARABLE']
assert foreign.comparisons*.cause == ['ENVIRONMENT']
assert foreign.gates[0].status == 'neutral'

def edited = receipt('run-5')
assert edited.comparisons*.verdict == ['INCOMPARABLE']
assert edited.comparisons*.cause == ['EDITED']
assert edited.gates[0].status == 'failure'
assert edited.gates[0].reasons.any { it.startsWith("benchmark missing: ${gone} is in the baseline") }

// judged again, the same receipt comes out byte for byte
assert new File(basedir, 'target/run-3/check/receipt.json').bytes == new File(basedir, 'target/run-3/receipt.json').bytes

// a regressed run is no baseline without a reason
def log = new File(basedir, 'build.log').getText('UTF-8')
assert log =~ /accepted \S+: 2 benchmarks added, 0 replaced, 0 dropped; reason: first/
assert !log.contains('baseline: none; accept with')
assert log.contains('regressed, so it becomes the baseline only with -Dbenchmark.reason')
assert new JsonSlurper().parse(new File(folder, files.find { it.endsWith('.json') })) == baseline
