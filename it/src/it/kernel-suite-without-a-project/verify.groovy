import groovy.json.JsonSlurper

def text = new File(basedir, 'target/benchmark/receipt.json').getText('UTF-8')
def receipt = new JsonSlurper().parseText(text)
assert receipt.status == 'complete'
assert receipt.source.module == 'org.bitnetj:bitnet-kernels'
assert receipt.source.commit == null && receipt.source.unknownBecause.contains('org.bitnetj:bitnet-kernels:benchmarks:')
// nothing was said, so it is the smoke set; the suite's own list of probes was seen, and excluded by name
assert receipt.plan.profile == 'smoke'
assert receipt.plan.benchmarks*.id == ['org.bitnetj.kernels.jmh.PackBenchmark.unpack:avgt:matrix=tiny:blk.0.attn_q']
assert receipt.plan.notSelected.contains('org.bitnetj.kernels.jmh.AccuracyProbe')
assert receipt.plan.notSelected.size() > 50
assert receipt.samples[0].forks[0].size() == 1 && receipt.samples[0].forks[0][0] > 0
assert receipt.preconditions*.name == ['quiet-machine']
assert receipt.environment.jvm.version.startsWith('25') || receipt.environment.jvm.version > '25'
assert receipt.environment.jvm.flags.contains('--add-modules=jdk.incubator.vector')
assert !text.contains(basedir.path)
// everything is where it would be in a project
assert new File(basedir, 'target/benchmark/report.html').file
// .mvn is made by the invoker
assert basedir.list().every { it in ['target', 'build.log', 'invoker.properties', 'verify.groovy', '.mvn'] }
def log = new File(basedir, 'build.log').getText('UTF-8')
assert log.contains('there is no module to measure, as this folder has no pom.xml')
assert log.contains('keeps every rule')
