import groovy.json.JsonSlurper

def receipt = new JsonSlurper().parse(new File(basedir, 'target/benchmark/receipt.json'))
assert receipt.status == 'partial'
assert receipt.gates*.status == ['failure']
assert receipt.failures*.benchmark == ['org.example.DyingBenchmark.dies:avgt:value=1'] * 2
assert receipt.failures*.fork == [0, 1]
assert receipt.failures[0].message.contains('was ended by signal 9 (SIGKILL)')
assert receipt.samples*.benchmark == ['org.example.DyingBenchmark.lives:avgt:value=1']
assert receipt.samples[0].forks*.size() == [3, 3]
assert new File(basedir, 'build.log').text.contains('benchmark failed: org.example.DyingBenchmark.dies:avgt:value=1')
assert receipt.attempts.findAll { it.benchmark == 'org.example.DyingBenchmark.dies:avgt:value=1' }*.attempt == [1, 2, 3, 1]
