import groovy.json.JsonSlurper

def report = new JsonSlurper().parseText(new File(basedir, 'target/benchmark/selftest.json').getText('UTF-8'))
def log = new File(basedir, 'build.log').getText('UTF-8')
assert report.profile == 'smoke'
def (equals, small, large) = report.cases
assert equals.injected == 0 && equals.gate != 'failure'
assert small.injected == 0.05 && !small.required
assert large.injected == 0.2 && large.required
assert large.lower < large.ratio && large.ratio < large.upper
if (report.smallestRegression < 0.1) {
    // such a machine sees 20 % practically always
    assert report.problems == []
}
if (report.problems == []) {
    assert large.gate == 'failure' && large.verdict == 'REGRESSED' && large.ratio > 1.03
    assert log.contains('injected 20.0 %: detected')
    assert log.contains('BUILD SUCCESS') && !log.contains('selftest failed')
} else {
    // too noisy to tell is told, and is no pass
    assert large.verdict == 'INCONCLUSIVE' && large.gate == 'neutral'
    assert report.problems.size() == 1 && report.problems[0].startsWith('the gate did not turn red for an injected slowdown of 20.0 %')
    assert log.contains('injected 20.0 %: NOT DETECTED')
    assert log.contains('selftest failed: the gate did not turn red')
}
assert report.falsePositives.blocks == 4 && report.falsePositives.splits == 16
assert report.noiseFloor > 0 && report.smallestRegression > 0.03
// the receipt of the measurement is there, judged as any other, with both rulers in every block
def receipt = new JsonSlurper().parseText(new File(basedir, 'target/benchmark/selftest/receipt.json').getText('UTF-8'))
assert receipt.runId == report.runId
assert receipt.baseline.state == 'paired'
assert receipt.rulers*.name as Set == ['memory read', 'integer arithmetic'] as Set
assert receipt.rulers.every { it.nanos.size() == 4 && it.movement >= 0 }
// and none of it is in the way of the module's own run
assert !new File(basedir, 'target/benchmark/receipt.json').exists()
assert log.contains('16 splits of 4 equal blocks')
