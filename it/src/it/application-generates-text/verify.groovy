def output = { name -> new File(basedir, "target/${name}.txt").getText('UTF-8') }

// Greedy, so the same text wherever it runs: as a library on both paths, and by the command line, which starts itself again with the vector module.
def text = output('on-the-class-path').readLines().findAll { !it.startsWith('WARNING') }
assert text[-1] == '24 tokens, ended by MAX_TOKENS'
def continuation = text[0..-2].join('\n')
assert continuation.contains(' unto ')
assert output('on-the-module-path').contains(continuation)
assert output('command-line-text').contains('And the LORD said' + continuation)

def figures = new groovy.json.JsonSlurper().parseText(output('command-line-figures').readLines().find { it.startsWith('{') })
assert figures.text == continuation
assert figures.tokens.size() == 24
assert figures.backend == 'vector'
assert figures.decode_tokens_per_second > 0
