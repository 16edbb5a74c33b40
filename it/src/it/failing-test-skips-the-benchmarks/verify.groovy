import groovy.json.JsonSlurper

def receipt = { new JsonSlurper().parse(new File(basedir, "target/run-$it/receipt.json")) }
def seen = { r, name -> r.preconditions.find { it.name == name } }

def red = receipt(1)
assert red.gates[0].conclusion == 'failure'
assert red.gates[0].reasons[0].startsWith('precondition tests does not hold: 1 test in 1 report: 1 failed')
assert red.gates[0].reasons[0].contains('org.example.WordTest.passesOnlyWhenFixed')
assert red.gates[0].reasons[1] == 'skipped (precondition: tests)'
assert !red.containsKey('plan') && red.samples == [] && red.attempts == []
assert seen(red, 'compiled').status == 'pass'
assert seen(red, 'formatter').evidence == 'no formatter ran before the benchmarks in this build'

def neutral = receipt(2)
assert neutral.gates[0].conclusion == 'neutral'
assert neutral.gates[0].reasons[0] == 'skipped (precondition: tests)'
assert neutral.samples == []

def green = receipt(3)
assert seen(green, 'tests').status == 'pass'
assert green.gates[0].status != 'failure'
assert green.samples*.benchmark == ['org.example.WordBenchmark.works:avgt:value=1']
