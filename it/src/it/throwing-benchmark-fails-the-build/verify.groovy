import groovy.json.JsonSlurper

def receipt = new JsonSlurper().parse(new File(basedir, 'target/benchmark/receipt.json'))
assert receipt.status == 'partial'
assert receipt.gates[0].status == 'failure'
assert receipt.gates[0].reasons == ['benchmark failed: org.example.ThrowingBenchmark.fails:avgt:value=1']
assert receipt.failures*.benchmark == ['org.example.ThrowingBenchmark.fails:avgt:value=1'] * 2
assert receipt.failures[0].message == 'java.lang.IllegalStateException: broken on purpose'
assert receipt.failures[0].detail.contains('at org.example.ThrowingBenchmark.fails')
assert new File(basedir, "target/benchmark/${receipt.failures[0].log}").text.contains('broken on purpose')
def works = receipt.samples.findAll { it.benchmark == 'org.example.ThrowingBenchmark.works:avgt:value=1' }
assert works.size() == 1 && works[0].forks*.size() == [3, 3]
def log = new File(basedir, 'build.log').text
assert log.contains('MojoFailureException') || log.contains('benchmark failed: org.example.ThrowingBenchmark.fails:avgt:value=1')
assert log.contains('benchmarks: jmh: 1 of 2 benchmarks ok, 1 failed')
assert receipt.attempts*.attempt.every { it == 1 }
