import groovy.json.JsonSlurper

def receipt = new JsonSlurper().parse(new File(basedir, 'target/benchmark/receipt.json'))
assert receipt.status == 'partial'
assert receipt.gates[0].reasons == ['benchmark failed: org.example.HangingBenchmark.hangs:avgt:value=1']
assert receipt.failures[0].message.startsWith('no sign of life for 22.0 s')
assert receipt.failures[1].message == 'not run, as an earlier fork of it hung'
assert receipt.samples*.benchmark == ['org.example.HangingBenchmark.works:avgt:value=1']
assert receipt.samples[0].forks*.size() == [3, 3]
def tried = receipt.attempts.findAll { it.benchmark == 'org.example.HangingBenchmark.hangs:avgt:value=1' }
assert tried*.attempt == [1, 2]
assert tried[0].reason.startsWith('no sign of life for 14.0 s')
assert tried[1].change == 'fresh host JVM, 2 x the timeout'
