def log = new File(basedir, 'build.log').text
assert log.contains('org.example.WordBenchmark has @Benchmark methods, but the class path has no META-INF/BenchmarkList')
assert log.contains('<artifactId>jmh-generator-annprocess</artifactId>')
assert log.contains("<version>1.37</version>")
assert log.contains('<annotationProcessorPaths>')
