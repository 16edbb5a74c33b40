import groovy.json.JsonSlurper

def receipt = new JsonSlurper().parse(new File(basedir, 'target/benchmark/receipt.json'))
assert receipt.gates*.status == ['failure']
assert new File(basedir, 'build.log').text.contains('review:gate:benchmarks failed: no benchmarks found')
