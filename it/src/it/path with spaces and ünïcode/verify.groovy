import groovy.json.JsonSlurper

assert basedir.name == 'path with spaces and ünïcode'
def receipt = new JsonSlurper().parse(new File(basedir, 'target/benchmark/receipt.json'), 'UTF-8')
assert receipt.status == 'complete'
assert receipt.gates*.status == ['pass']
assert receipt.samples*.benchmark == ['org.example.WordBenchmark.length:avgt:word=16', 'org.example.WordBenchmark.length:avgt:word=grün und blau']
