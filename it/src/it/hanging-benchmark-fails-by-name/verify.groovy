import groovy.json.JsonSlurper

def receipt = new JsonSlurper().parse(new File(basedir, 'target/benchmark/receipt.json'))
assert receipt.status == 'partial'
assert receipt.gates[0].reasons == ['benchmark failed: org.example.HangingBenchmark.hangs:avgt:value=1']
assert receipt.failures[0].message.startsWith('no sign of life for 14.0 s')
assert receipt.failures[1].message == 'not run, as an earlier fork of it hung'
assert receipt.samples*.benchmark == ['org.example.HangingBenchmark.works:avgt:value=1']
assert receipt.samples[0].forks*.size() == [3, 3]
