import groovy.json.JsonSlurper

def receipt = new JsonSlurper().parse(new File(basedir, 'target/benchmark/receipt.json'))
assert receipt.gates*.status == ['neutral']
assert receipt.gates[0].reasons == ['no benchmarks found: JMH is not on the test class path']
assert receipt.samples == []
assert !receipt.containsKey('plan')
assert !receipt.containsKey('kernels')
def logs = [new File(basedir, 'build.log').text]
assert logs[0].contains('no benchmarks found: JMH is not on the test class path')
assert !logs[0].contains('gate:benchmarks: pass')
